using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using Trace.Server;

namespace Trace.Testing;

/// <summary>The real server as a process of its own, so that it can be killed.</summary>
/// <remarks>
/// A small shell beside it passes signals on, one a line, and kills it when this process ends, however it ends: then the shell's
/// input closes.
/// </remarks>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Keeper = """
        exec 3<&0
        "$@" </dev/null 3<&- &
        server=$!
        { while read -r signal; do kill -s "$signal" "$server"; done; kill -s KILL "$server"; } <&3 >/dev/null 2>&1 &
        reader=$!
        wait "$server"
        code=$?
        kill -s KILL "$reader"
        exit "$code"
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _keeper;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _dataFolder;

    private ServerProcess(Process keeper, string dataFolder)
    {
        _keeper = keeper;
        _dataFolder = dataFolder;
    }

    /// <summary>What it printed, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>From the start of the process to its last line about where it listens.</summary>
    public TimeSpan StartupTime { get; private set; }

    public Uri Address => new(_address.Task.Result);

    /// <summary>Starts it and waits until it says where it listens.</summary>
    /// <param name="dataFolder">New or left by an earlier run.</param>
    /// <param name="database">A PostgreSQL connection string; SQLite if null.</param>
    /// <param name="arguments">More switches.</param>
    public static Task<ServerProcess> StartAsync(string dataFolder, string? database = null, params string[] arguments) =>
        StartAsync(dataFolder, database, new Dictionary<string, string?>(), arguments);

    /// <summary>The same with variables set.</summary>
    public static async Task<ServerProcess> StartAsync(
        string dataFolder, string? database, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var server = Start(dataFolder, database, environment, arguments);
        var ended = server._keeper.WaitForExitAsync();
        if (await Task.WhenAny(server._announced.Task, ended, Task.Delay(StartLimit)) != server._announced.Task)
        {
            var output = server.Output;
            await server.DisposeAsync();
            throw new ToolException($"The server did not start:\n{output}");
        }

        server.StartupTime = clock.Elapsed;
        return server;
    }

    /// <summary>Starts it where it is expected to refuse, and returns its exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> RunToEndAsync(string dataFolder, string? database = null, params string[] arguments)
    {
        await using var server = Start(dataFolder, database, new Dictionary<string, string?>(), arguments);
        await server._keeper.WaitForExitAsync().WaitAsync(StartLimit);
        return (server._keeper.ExitCode, server.Output);
    }

    /// <summary>A client with an API key or none, without cookies, redirects or proxies.</summary>
    public HttpClient NewClient(string? apiKey = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = Address };
        if (apiKey != null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    public HttpClient NewOwner() => NewClient(File.ReadAllText(Path.Combine(_dataFolder, "owner-api-key.txt")).Trim());

    /// <summary>Ends it like a power cut does, except that the machine keeps what was handed to it.</summary>
    public Task KillAsync() => SignalAsync("KILL");

    /// <summary>Asks it to end in good order, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return _keeper.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_keeper.HasExited)
            await KillAsync();
        _keeper.Dispose();
    }

    private static ServerProcess Start(string dataFolder, string? database, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        string[] switches = ["--urls", "http://127.0.0.1:0", "--data", dataFolder, "--RateLimits:Enabled=false", .. database == null ? Array.Empty<string>() : ["--database", database], .. arguments];
        var keeper = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", Keeper, "server-keeper", "dotnet", typeof(TraceServer).Assembly.Location, .. switches])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        foreach (var (name, value) in environment)
            keeper.StartInfo.Environment[name] = value;
        var server = new ServerProcess(keeper, dataFolder);
        keeper.OutputDataReceived += server.Read;
        keeper.ErrorDataReceived += server.Read;
        keeper.Start();
        keeper.BeginOutputReadLine();
        keeper.BeginErrorReadLine();
        return server;
    }

    private void Read(object sender, DataReceivedEventArgs line)
    {
        const string Listens = "Trace listens on ";
        if (line.Data is not { } text)
            return;
        _output.Enqueue(text);
        if (text.StartsWith(Listens, StringComparison.Ordinal))
            _address.TrySetResult(text[Listens.Length..]);
        else if (text.Contains("/swagger", StringComparison.Ordinal))
            _announced.TrySetResult();
    }

    private async Task SignalAsync(string signal)
    {
        await _keeper.StandardInput.WriteLineAsync(signal);
        await _keeper.StandardInput.FlushAsync();
        await _keeper.WaitForExitAsync().WaitAsync(StartLimit);
    }
}
