using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Testing;

namespace Trace.Server.Tests.OpenApi;

/// <summary>One operation of the document.</summary>
internal sealed record Operation(string Method, string Path, JsonNode Node)
{
    public string Id => Node["operationId"]?.GetValue<string>() ?? $"{Method} {Path}";

    public bool IsSecured => Node["security"] is JsonArray { Count: > 0 };

    /// <summary>Bodies of requests and of answers that are not problems, as (request or status, media type, media).</summary>
    public IEnumerable<(string Place, string MediaType, JsonNode Media)> Bodies =>
        Content("request", Node["requestBody"]).Concat(Node["responses"]!.AsObject().Where(answer => answer.Key.StartsWith('2')).SelectMany(answer => Content(answer.Key, answer.Value)));

    public override string ToString() => Id;

    /// <summary>The examples of a body by name.</summary>
    public static IEnumerable<(string Name, JsonNode Value)> Examples(JsonNode media)
    {
        if (media["example"] is { } only)
            yield return ("example", only);
        foreach (var (name, example) in media["examples"]?.AsObject() ?? [])
            yield return (name, example!["value"]!);
    }

    private static IEnumerable<(string Place, string MediaType, JsonNode Media)> Content(string place, JsonNode? body) =>
        (body?["content"]?.AsObject() ?? []).Select(pair => (place, pair.Key, pair.Value!));
}

/// <summary>The document as a running server gives it out.</summary>
internal sealed class OpenApiDocument(JsonNode root)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public JsonNode Root => root;

    public JsonSchema Schemas { get; } = new(root);

    public IReadOnlyList<Operation> Operations { get; } =
        [.. root["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => new Operation(operation.Key, path.Key, operation.Value!)))];

    public static async Task<OpenApiDocument> GetAsync(RunningServer server) =>
        new(JsonNode.Parse(await server.Public.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!);

    /// <summary>Indented, with the same line ends and escapes everywhere.</summary>
    public string Normalized => root.ToJsonString(Indented) + "\n";
}
