using System.Text.Json.Serialization;

namespace Trace.Core.Enforcement;

/// <summary>The file as it stands there.</summary>
internal sealed record LegalFile
{
    public string? Version { get; init; }

    /// <summary>Words to whoever opens the file.</summary>
    public string? Note { get; init; }

    public IReadOnlyList<LegalFileLine?>? Lines { get; init; }
}

internal sealed record LegalFileLine
{
    public string? Id { get; init; }

    public string? Jurisdiction { get; init; }

    public IReadOnlyList<string>? Documents { get; init; }

    public IReadOnlyList<string>? Claims { get; init; }

    public IReadOnlyList<string>? Rights { get; init; }

    public IReadOnlyList<string>? States { get; init; }

    public IReadOnlyList<string>? ExhaustedIn { get; init; }

    public string? Says { get; init; }

    public string? Law { get; init; }

    public string? Article { get; init; }

    public string? Url { get; init; }

    public bool? Unverified { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(LegalFile))]
internal sealed partial class LegalFileJson : JsonSerializerContext;
