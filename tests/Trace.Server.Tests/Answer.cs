using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Trace.Server.Tests;

/// <summary>An answer of the server, read to its end.</summary>
public sealed partial record Answer(int Status, string? MediaType, byte[] Body, HttpResponseHeaders Headers)
{
    private static readonly string[] ProblemMembers = ["type", "title", "status", "detail", "code", "errors", "missing"];

    public string Text => System.Text.Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Location => Headers.Location?.OriginalString;

    public bool IsReplay => Headers.TryGetValues("Idempotent-Replayed", out var values) && values.SequenceEqual(["true"]);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken),
        response.Headers);

    /// <summary>It has this status; the whole answer is shown when not.</summary>
    public Answer AssertStatus(int status)
    {
        Assert.True(Status == status, $"expected {status}, got {this}");
        return this;
    }

    /// <summary>It is a problem document with exactly the contract's members, and tells nothing of our insides.</summary>
    public JsonElement AssertProblem(int status, string code)
    {
        Assert.True(Status == status && MediaType == "application/problem+json", $"expected {status} {code}, got {this}");
        var problem = Json;
        Assert.Empty(problem.EnumerateObject().Select(member => member.Name).Except(ProblemMembers));
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal($"/problems/{code}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("title").GetString()));
        Assert.False(string.IsNullOrWhiteSpace(problem.GetProperty("detail").GetString()));
        Assert.DoesNotMatch(Insides(), Text);
        Assert.True(Headers.CacheControl?.NoStore, "a problem document may be cached");
        return problem;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {MediaType}: {(Text.Length > 1000 ? Text[..1000] : Text)}");

    /// <summary>Names of types, statements, places in the source.</summary>
    [GeneratedRegex(@"Trace\.\w|System\.|Npgsql|Sqlite|Nullable|\w+Request \w|SELECT |INSERT |\.cs\b|   at ", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Insides();
}
