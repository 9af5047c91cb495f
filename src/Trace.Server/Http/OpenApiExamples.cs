using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Trace.Server.Http;

/// <summary>The examples of the slices: files <c>{Slice}/Examples/{OperationId}.{request or status}[.{name}].{extension}</c> in the assembly.</summary>
/// <remarks>The extension says the media type. With several files for one place, each needs a name.</remarks>
public sealed class OpenApiExamples
{
    public const string ResourcePrefix = "Examples/";

    private static readonly Dictionary<string, string> TypeOfExtension = new(StringComparer.Ordinal)
    {
        ["json"] = MediaTypes.Json,
        ["ndjson"] = MediaTypes.Ndjson,
        ["csv"] = MediaTypes.Csv,
        ["txt"] = "text/plain",
        ["html"] = "text/html",
    };

    private readonly ILookup<(string Operation, string Place, string MediaType), (string? Name, string Text)> _examples = Load();

    /// <summary>The examples for one place, by name; the name is null if there is one only.</summary>
    public IReadOnlyList<(string? Name, JsonNode Value)> Find(string operation, string place, string mediaType) =>
        [.. _examples[(operation, place, mediaType)].OrderBy(example => example.Name, StringComparer.Ordinal)
            .Select(example => (example.Name, mediaType == MediaTypes.Json ? JsonNode.Parse(example.Text)! : JsonValue.Create(example.Text)))];

    /// <summary>All of them as (operation, place, media type).</summary>
    public IEnumerable<(string Operation, string Place, string MediaType)> Places => _examples.Select(group => group.Key);

    private static ILookup<(string Operation, string Place, string MediaType), (string? Name, string Text)> Load()
    {
        var assembly = typeof(OpenApiExamples).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Select(resource =>
        {
            var parts = resource[ResourcePrefix.Length..].Split('.');
            if (parts.Length is not (3 or 4) || !TypeOfExtension.TryGetValue(parts[^1], out var mediaType))
                throw new InvalidOperationException($"{resource} is not named as examples are.");
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return (Key: (parts[0], parts[1], mediaType), Value: (parts.Length == 4 ? parts[2] : null, reader.ReadToEnd().ReplaceLineEndings("\n")));
        }).ToLookup(pair => pair.Key, pair => pair.Value);
    }
}

/// <summary>Puts the examples where they belong.</summary>
public sealed class OpenApiExampleFilter(OpenApiExamples examples) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        Put(operation.OperationId ?? "", "request", operation.RequestBody?.Content);
        foreach (var (status, response) in operation.Responses ?? [])
            Put(operation.OperationId ?? "", status, response.Content);
    }

    private void Put(string operation, string place, IDictionary<string, IOpenApiMediaType>? content)
    {
        foreach (var (type, value) in content ?? new Dictionary<string, IOpenApiMediaType>())
        {
            if (value is not OpenApiMediaType media || examples.Find(operation, place, type) is not { Count: > 0 } found)
                continue;
            if (found is [(null, var only)])
                media.Example = only;
            else
                media.Examples = found.ToDictionary(example => example.Name ?? "default", example => (IOpenApiExample)new OpenApiExample { Value = example.Value }, StringComparer.Ordinal);
        }
    }
}
