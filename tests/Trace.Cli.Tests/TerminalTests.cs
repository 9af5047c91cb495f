using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>What a person at a terminal sees, and a program that reads a pipe does not.</summary>
public sealed class TerminalTests(CliServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Long_work_shows_a_bar_on_a_terminal_and_nowhere_else()
    {
        var id = await server.CreateBatchAsync("--quantity", "2000");
        string[] download = ["codes", id, "--out", _folder.File("codes.csv")];

        var onTerminal = await RunOnTerminalAsync(download);
        var quiet = await RunOnTerminalAsync([.. download, "--quiet"]);
        var piped = await server.RunAsync(download);

        Assert.Equal((0, 0, 0), (onTerminal.ExitCode, quiet.ExitCode, piped.ExitCode));
        Assert.Contains("100%", onTerminal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("100%", quiet.Text, StringComparison.Ordinal);
        Assert.Equal("", piped.Error);
        Assert.Contains("2,000 codes written to ", onTerminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_bar_is_drawn_among_codes_that_go_to_the_same_terminal()
    {
        var id = await server.CreateBatchAsync("--quantity", "20");

        var result = await RunOnTerminalAsync("codes", id, "--out", "-");

        Assert.Equal(0, result.ExitCode);
        Assert.DoesNotContain("%", result.Text, StringComparison.Ordinal);
        Assert.Equal(21, result.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.Contains(',', StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("pdf", 2)]
    [InlineData("zpl", 0)]
    public async Task Labels_that_are_not_text_are_not_poured_on_a_terminal(string format, int exitCode)
    {
        var id = await server.CreateBatchAsync("--quantity", "1");

        var result = await RunOnTerminalAsync("labels", id, "--out", "-", "--format", format, "--template", format == "zpl" ? "roll-50x30" : "avery-l7160");

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("%PDF", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public async Task Ids_are_never_broken_over_two_lines(int columns)
    {
        var id = await server.CreateBatchAsync("--quantity", "1234567", "--lot", "A-LOT-OF-20-LETTERS!", "--expiry", "2031-02-03");

        var result = await RunOnTerminalAsync(columns, "batch", "list", "--all");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(result.Text.Split('\n'), line => line.Contains(id, StringComparison.Ordinal) && line.Contains("09506000134352", StringComparison.Ordinal));
    }

    private Task<CliResult> RunOnTerminalAsync(params string[] arguments) => RunOnTerminalAsync(80, arguments);

    /// <summary>With <c>script</c>, which gives a program a terminal and writes down what appears on it.</summary>
    private async Task<CliResult> RunOnTerminalAsync(int columns, params string[] arguments)
    {
        string[] words = [CliProgram.Path, .. arguments, "--server", server.Address.ToString(), "--api-key-file", server.ApiKeyFile];
        var command = $"stty cols {columns}; {string.Join(' ', words.Select(word => $"'{word}'"))}";
        var result = await Tool.RunAsync("script", ["-qec", command, "/dev/null"], accept: _ => true, environment: new Dictionary<string, string?> { ["TERM"] = "xterm" });
        return new CliResult(result.ExitCode, result.Text.Replace("\r", "", StringComparison.Ordinal), result.Error);
    }
}
