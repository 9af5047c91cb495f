using System.Text.Json;

namespace Trace.Cli.Terminal;

/// <summary>Why a run ended, on standard error.</summary>
internal static class ErrorOutput
{
    private const int LinesShown = 20;

    public static void Write(bool json, CliException problem)
    {
        if (json)
        {
            var body = new ErrorBody(problem.Code, problem.Message, problem.Lines.Count > 0 ? problem.Lines : null, problem.IdempotencyKey);
            Console.Error.WriteLine(JsonSerializer.Serialize(new ErrorAnswer(body), CliJson.Compact.ErrorAnswer));
            return;
        }

        Console.Error.WriteLine($"trace: {Printable.Of(problem.Code)}: {Printable.Of(problem.Message)}");
        foreach (var line in problem.Lines.Take(LinesShown))
            Console.Error.WriteLine($"  line {line.Line}: {Printable.Of(line.Code)}: {Printable.Of(line.Text)}");
        if (problem.Lines.Count > LinesShown)
            Console.Error.WriteLine($"  and {Words.Count(problem.Lines.Count - LinesShown, "more line")}");
    }
}

internal sealed record ErrorAnswer(ErrorBody Error);

/// <param name="IdempotencyKey">Only where something may have been created.</param>
internal sealed record ErrorBody(string Code, string Detail, IReadOnlyList<LineProblem>? Lines, string? IdempotencyKey);
