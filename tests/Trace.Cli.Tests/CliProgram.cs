using System.Text;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>What a run of <c>trace</c> printed and how it ended.</summary>
public sealed record CliResult(int ExitCode, string Text, string Error)
{
    public IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as the one JSON value it must be.</summary>
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The error of <c>--json</c>.</summary>
    public JsonElement JsonError => JsonDocument.Parse(Error).RootElement.GetProperty("error");
}

/// <summary>The built program, run as a process.</summary>
public static class CliProgram
{
    /// <summary>In its own folder: beside these tests, which have the web framework, it lacks libraries it must bring itself.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Repository.File("tools", "Trace.Cli"),
        System.IO.Path.GetRelativePath(Repository.File("tests", "Trace.Cli.Tests"), AppContext.BaseDirectory),
        OperatingSystem.IsWindows() ? "trace.exe" : "trace");

    public static Task<CliResult> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");

    /// <summary>Runs it to its end. Whatever happens, nobody sees a stack trace.</summary>
    public static async Task<CliResult> RunAsync(string[] arguments, string input, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var result = await Tool.RunAsync(Path, arguments, Encoding.UTF8.GetBytes(input), accept: _ => true, environment: environment);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
        return new CliResult(result.ExitCode, result.Text, result.Error);
    }
}
