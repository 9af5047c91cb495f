using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Testing;

namespace Trace.Server.Tests.Verification;

/// <summary>Imports of past scans as tests send them.</summary>
internal static class ImportLines
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>A line for a printed code, with other members besides.</summary>
    public static string Line(string code, string scannedAt, object? more = null) => Line(new { code, scannedAt }, more);

    public static string Line(object members, object? more = null)
    {
        var line = JsonSerializer.SerializeToNode(members)!.AsObject();
        foreach (var (name, value) in more == null ? new JsonObject() : JsonSerializer.SerializeToNode(more)!.AsObject())
            line[name] = value?.DeepClone();
        return line.ToJsonString();
    }

    public static Task<Tests.Answer> ImportScansAsync(this HttpClient client, IEnumerable<string> lines, bool verdicts = false) =>
        client.PostTextAsync($"/api/v1/scans/import{(verdicts ? "?verdicts=true" : "")}", string.Join('\n', lines), MediaType);

    /// <summary>The verdict of each line, or the code of its refusal.</summary>
    public static async Task<IReadOnlyList<string>> VerdictsAsync(this HttpClient client, params IEnumerable<string> lines) =>
        [.. Lines(await client.ImportScansAsync(lines, verdicts: true)).Select(line => line.TryGetProperty("verdict", out var verdict) ? verdict.GetString()! : line.Text("code"))];

    public static IReadOnlyList<JsonElement> Lines(Tests.Answer answer) =>
        [.. answer.AssertStatus(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
