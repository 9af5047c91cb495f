using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Cli.Server;

/// <summary>A refusal: an RFC 9457 problem document with our member <c>code</c>, or whatever stands in between answered.</summary>
internal static class ServerProblem
{
    private const string ProblemJson = "application/problem+json";

    public static CliException Of(HttpResponseMessage response, byte[] body)
    {
        var status = (int)response.StatusCode;
        if (TryRead(response, body) is { Code: { Length: > 0 } code } problem)
        {
            return new CliException(ExitCode.Refused, code, problem.Detail ?? problem.Title ?? code)
            {
                Lines = problem.Errors ?? [],
                NothingDone = status is >= 400 and < 500 && response.Content.Headers.ContentType?.MediaType == ProblemJson,
            };
        }

        var word = string.Create(CultureInfo.InvariantCulture, $"http_{status}");
        return response.Headers.Location is { } location
            ? new CliException(ExitCode.Refused, word, $"The server points to {location}; use its address as --server.")
            : new CliException(ExitCode.Refused, word, $"The server answered {status} {response.ReasonPhrase} without saying why.");
    }

    private static ProblemAnswer? TryRead(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType is not (ProblemJson or "application/json"))
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

internal sealed record ProblemAnswer(
    string? Code = null, string? Title = null, string? Detail = null, IReadOnlyList<LineProblem>? Errors = null) : IJsonOnDeserialized
{
    /// <summary>Annotations say nothing about elements at run time.</summary>
    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Errors?.Any(error => error is null) == true)
            throw new JsonException("An error is null.");
    }
}
