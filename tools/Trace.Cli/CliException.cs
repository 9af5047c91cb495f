namespace Trace.Cli;

/// <summary>The run ends here: an exit code, a stable word and a sentence. Caught in one place, <see cref="TraceCommand"/>.</summary>
internal sealed class CliException(int exitCode, string code, string detail) : Exception(detail)
{
    public int ExitCode { get; } = exitCode;

    public string Code { get; } = code;

    /// <summary>For uploads of many lines: what the server said of which.</summary>
    public IReadOnlyList<LineProblem> Lines { get; init; } = [];

    /// <summary>A Trace server itself said that it refused, so nothing was created. Unknown after anything else.</summary>
    public bool NothingDone { get; init; }

    /// <summary>With which the call can be repeated to find out.</summary>
    public string? IdempotencyKey { get; init; }

    public static CliException Usage(string detail) => new(Cli.ExitCode.Usage, "usage", detail);
}

/// <summary>One refused line of an upload.</summary>
internal sealed record LineProblem(long Line, string Code, string Text);
