using System.Diagnostics;
using System.Text;
using Xunit;

namespace Trace.Testing;

/// <summary>What a program printed.</summary>
public sealed record ToolResult(int ExitCode, byte[] Output, string Error)
{
    public string Text => Encoding.UTF8.GetString(Output);
}

/// <summary>A program ended with an exit code that means failure, or not in time.</summary>
public sealed class ToolException(string message) : Exception(message);

/// <summary>Runs a program that is no part of Trace: an independent decoder, a browser, a database.</summary>
/// <remarks>Stops with the running test: the test's cancellation token is observed.</remarks>
public static class Tool
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, string> DebianPackages = new()
    {
        ["chromium"] = "chromium",
        ["node"] = "nodejs",
        ["openssl"] = "openssl",
        ["pgbouncer"] = "pgbouncer",
        ["pdfinfo"] = "poppler-utils",
        ["pdftoppm"] = "poppler-utils",
        ["pdftotext"] = "poppler-utils",
        ["unzip"] = "unzip",
        ["zbarimg"] = "zbar-tools",
        ["ZXingReader"] = "zxing-cpp-tools",
        ["qpdf"] = "qpdf",
        ["softhsm2-util"] = "softhsm2",
    };

    /// <summary>The path of a program on PATH, or null.</summary>
    public static string? TryFind(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The path of a program on PATH; a missing one skips the test on a desk and fails it in CI.</summary>
    public static string Find(string name)
    {
        if (TryFind(name) is { } path)
            return path;
        Need.Missing(DebianPackages.TryGetValue(name, out var package) ? $"the program {name} (Debian package {package})" : $"the program {name}");
        return name;
    }

    /// <summary>Runs a program to its end and throws <see cref="ToolException"/> with its error output unless the exit code is accepted.</summary>
    /// <param name="name">A name looked up on PATH, or an absolute path.</param>
    /// <param name="arguments">Passed as they are, without a shell.</param>
    /// <param name="input">Written to standard input; standard input is always closed.</param>
    /// <param name="timeout">Two minutes unless given; then the whole process tree is killed.</param>
    /// <param name="accept">Exit codes that are not failures; 0 unless given.</param>
    /// <param name="environment">Variables set for the program; null removes one.</param>
    /// <param name="workingDirectory">The current one unless given.</param>
    public static async Task<ToolResult> RunAsync(
        string name,
        IEnumerable<string> arguments,
        ReadOnlyMemory<byte> input = default,
        TimeSpan? timeout = null,
        Func<int, bool>? accept = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null)
    {
        var path = Path.IsPathRooted(name) ? name : Find(name);
        var start = new ProcessStartInfo(path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[key] = value;

        var cancellation = TestContext.Current.CancellationToken;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout ?? DefaultTimeout);
        using var process = Process.Start(start)!;
        try
        {
            var output = ReadAllAsync(process.StandardOutput.BaseStream, limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            var result = new ToolResult(process.ExitCode, await output, await error);
            if (accept?.Invoke(result.ExitCode) ?? result.ExitCode == 0)
                return result;
            throw new ToolException($"{Describe(start)} ended with exit code {result.ExitCode}:\n{Shorten(result.Error + result.Text)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new ToolException($"{Describe(start)} did not end in time");
        }
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended or closed its input without reading all of it: its exit code tells.
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken);
        return buffer.ToArray();
    }

    private static string Describe(ProcessStartInfo start) =>
        Shorten($"{Path.GetFileName(start.FileName)} {string.Join(' ', start.ArgumentList)}");

    private static string Shorten(string text) => text.Length <= 4000 ? text : string.Concat(text.AsSpan(0, 4000), "…");
}
