using System.Text.Json;

namespace Trace.Core.Tests.Codes;

/// <summary>The vectors of GS1's own engine; see Vectors/SOURCES.md.</summary>
public sealed record DigitalLinkVectors(
    IReadOnlyList<DigitalLinkVectors.ParseCase> Parse,
    IReadOnlyList<DigitalLinkVectors.GenerateCase> Generate,
    IReadOnlyList<DigitalLinkVectors.EncodingCase> Escape,
    IReadOnlyList<DigitalLinkVectors.EncodingCase> Unescape,
    IReadOnlyList<string[]> ValidPathSequences)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static DigitalLinkVectors Load()
    {
        using var stream = typeof(DigitalLinkVectors).Assembly.GetManifestResourceStream("gs1-syntax-engine-dl.json")!;
        return JsonSerializer.Deserialize<DigitalLinkVectors>(stream, Json)!;
    }

    /// <remarks>Options are there when the engine needs a legacy switch; without it the case is invalid.</remarks>
    public sealed record ParseCase(int Line, string Uri, bool Valid, string? ElementString, JsonElement? Options)
    {
        public bool ExpectedValid => Valid && Options is null;
    }

    public sealed record GenerateCase(int Line, string? Stem, string ElementString, bool Ok, string? Uri, JsonElement? Options)
    {
        public bool ExpectedOk => Ok && Options is null;
    }

    public sealed record EncodingCase(int Line, string Value, string Path, string Query);
}
