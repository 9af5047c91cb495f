namespace Trace.Cli.Terminal;

/// <summary>Why a run ended, on standard error.</summary>
internal static class ErrorOutput
{
    private const int LinesShown = 20;

    public static void Write(bool json, string code, string detail, IReadOnlyList<LineProblem>? lines = null)
    {
        if (json)
        {
            var body = new ErrorBody(code, detail, lines is { Count: > 0 } ? lines : null);
            Console.Error.WriteLine(System.Text.Json.JsonSerializer.Serialize(new ErrorAnswer(body), CliJson.Compact.ErrorAnswer));
            return;
        }

        Console.Error.WriteLine($"trace: {Printable.Of(code)}: {Printable.Of(detail)}");
        foreach (var line in (lines ?? []).Take(LinesShown))
            Console.Error.WriteLine($"  line {line.Line}: {Printable.Of(line.Code)}: {Printable.Of(line.Text)}");
        if (lines?.Count > LinesShown)
            Console.Error.WriteLine($"  and {lines.Count - LinesShown} more lines");
    }
}

internal sealed record ErrorAnswer(ErrorBody Error);

internal sealed record ErrorBody(string Code, string Detail, IReadOnlyList<LineProblem>? Lines);
