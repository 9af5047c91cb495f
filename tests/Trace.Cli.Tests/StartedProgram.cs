using System.Diagnostics;
using System.Globalization;
using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary><c>trace</c> while it runs, to send it a signal. It ends with the test.</summary>
public sealed class StartedProgram : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public StartedProgram(params string[] arguments)
    {
        _process = Process.Start(new ProcessStartInfo(CliProgram.Path, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        })!;
        _output = _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _error = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public StreamWriter Input => _process.StandardInput;

    /// <summary>Sends a signal, <c>INT</c> for Ctrl-C, and waits for the end.</summary>
    public async Task<CliResult> SignalAsync(string signal)
    {
        await Tool.RunAsync("/bin/kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        return new CliResult(_process.ExitCode, await _output, await _error);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
