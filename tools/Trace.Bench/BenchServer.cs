using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server;
using Trace.Server.Storage;

namespace Trace.Bench;

/// <summary>A server on an empty data folder with one brand and one product, in this process or in its own.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Gtin = "09506000134352";

    private readonly string _folder = Directory.CreateTempSubdirectory("trace-bench-").FullName;
    private WebApplication? _app;
    private System.Diagnostics.Process? _process;

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public long BrandId { get; private set; }

    public string DatabasePath => Path.Combine(_folder, "trace.db");

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The server runs in its own process.");

    /// <summary>Highest resident set of the server's own process so far, in bytes (Linux: VmHWM).</summary>
    public long PeakMemoryBytes => MemoryBytes("VmHWM:");

    /// <summary>Resident set of the server's own process now, in bytes (Linux: VmRSS).</summary>
    public long ResidentBytes => MemoryBytes("VmRSS:");

    public static async Task<BenchServer> StartInProcessAsync(params string[] switches)
    {
        var server = new BenchServer();
        server._app = await TraceServer.BuildAsync(["--urls", "http://127.0.0.1:0", "--data", server._folder, "--RateLimits:Enabled=false", .. switches]);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Client.BaseAddress = new Uri(address);
        await server.SetUpAsync();
        return server;
    }

    public static async Task<BenchServer> StartProcessAsync(params string[] switches)
    {
        var server = new BenchServer();
        var address = $"http://127.0.0.1:{FreePort()}";
        server.Client.BaseAddress = new Uri(address);
        await server.StartAsync(switches);
        await server.SetUpAsync();
        return server;
    }

    /// <summary>Ends the server's process in good order, changes its data folder, starts it again, and returns how long it took from there to its being ready.</summary>
    public async Task<TimeSpan> RestartAsync(Func<string, Task> change)
    {
        _process!.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        await change(_folder);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await StartAsync([]);
        return System.Diagnostics.Stopwatch.GetElapsedTime(started);
    }

    private async Task StartAsync(string[] switches)
    {
        // This program with the server's own runtime settings, which decide about its garbage collector.
        _process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "dotnet",
            [
                "exec", "--runtimeconfig", Path.ChangeExtension(typeof(TraceServer).Assembly.Location, ".runtimeconfig.json"),
                typeof(BenchServer).Assembly.Location, Serve.Command,
                "--urls", Client.BaseAddress!.GetLeftPart(UriPartial.Authority), "--data", _folder, "--RateLimits:Enabled=false", .. switches,
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        _process!.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        for (var tries = 0; !await IsReadyAsync(Client); tries++)
        {
            if (tries == 1000)
                throw new InvalidOperationException("The server did not become ready.");
            await Task.Delay(20);
        }
    }

    public async Task<string> CreateBatchAsync(long quantity)
    {
        using var response = await Client.PostAsJsonAsync(
            new Uri("/api/v1/batches", UriKind.Relative), new { gtin = Gtin, quantity, profile = "signed", activate = true });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public async Task<long> DownloadAsync(string path)
    {
        await using var stream = await Client.GetStreamAsync(new Uri(path, UriKind.Relative));
        var buffer = new byte[1 << 16];
        var total = 0L;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            total += read;
        return total;
    }

    /// <summary>The codes of a batch, to check them.</summary>
    public async Task<CheckRequests> DownloadCodesAsync(string batch)
    {
        await using var stream = await Client.GetStreamAsync(new Uri($"/api/v1/batches/{batch}/codes?format=csv", UriKind.Relative));
        using var reader = new StreamReader(stream);
        var codes = new List<byte[]>();
        await reader.ReadLineAsync();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            codes.Add(Encoding.ASCII.GetBytes(line[(line.LastIndexOf(',') + 1)..]));
        return new CheckRequests(codes);
    }

    /// <summary>What the server's own process used since it started, of all cores together.</summary>
    public async Task<Usage> UsageAsync()
    {
        var words = (await Client.GetStringAsync(new Uri(BareRoute.UsagePath, UriKind.Relative))).Split(' ');
        return new Usage(double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app != null)
            await _app.DisposeAsync();
        if (_process != null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private long MemoryBytes(string name) => File.ReadLines($"/proc/{_process!.Id}/status")
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024)
        .Single();

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task SetUpAsync()
    {
        UseKey((await File.ReadAllTextAsync(Path.Combine(_folder, "owner-api-key.txt"))).Trim());
        var brand = await PostAsync("/api/v1/brands", new { name = "Bench", slug = "bench", host = "id.example.com" });
        BrandId = PublicId.TryParse(brand.GetProperty("id").GetString(), out var brandId) ? brandId : throw new InvalidOperationException("The brand has no id.");
        var key = await PostAsync($"/api/v1/brands/{brand.GetProperty("id").GetString()}/api-keys", new { role = "brand_admin", name = "bench" });
        UseKey(key.GetProperty("key").GetString()!);
        await PostAsync("/api/v1/products", new { gtin = Gtin, name = "Olive oil, 500 ml" });
    }

    private void UseKey(string key) => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}

/// <summary>Processor time and allocations of a process.</summary>
internal readonly record struct Usage(double CpuMicroseconds, double AllocatedBytes)
{
    public static Usage Now => new(Environment.CpuUsage.TotalTime.TotalMicroseconds, GC.GetTotalAllocatedBytes());

    public static Usage operator -(Usage left, Usage right) =>
        new(left.CpuMicroseconds - right.CpuMicroseconds, left.AllocatedBytes - right.AllocatedBytes);

    public static Usage operator +(Usage left, Usage right) =>
        new(left.CpuMicroseconds + right.CpuMicroseconds, left.AllocatedBytes + right.AllocatedBytes);
}
