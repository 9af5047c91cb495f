using System.Globalization;
using System.Text.Json;

namespace Trace.Cli.Server;

/// <summary>A refusal: an RFC 9457 problem document with our member <c>code</c>, or whatever stands in between answered.</summary>
internal static class ServerProblem
{
    public static CliException Of(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        if (TryRead(response, body) is { Code: { } code } problem)
            return new CliException(ExitCode.Refused, code, problem.Detail ?? problem.Title ?? code, problem.Errors);
        var word = string.Create(CultureInfo.InvariantCulture, $"http_{status}");
        return response.Headers.Location is { } location
            ? new CliException(ExitCode.Refused, word, $"The server points to {location}; use its address as --server.")
            : new CliException(ExitCode.Refused, word, $"The server answered {status} {response.ReasonPhrase} without saying why.");
    }

    private static ProblemAnswer? TryRead(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
            return null;
        try
        {
            return JsonSerializer.Deserialize(body, CliJson.Default.ProblemAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

internal sealed record ProblemAnswer(string? Code, string? Title, string? Detail, IReadOnlyList<LineProblem>? Errors);
