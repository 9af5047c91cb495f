using System.Text.Json.Serialization;

namespace Trace.Core.Enforcement;

/// <summary>The file as it stands there.</summary>
internal sealed record FormFile
{
    public string? Version { get; init; }

    /// <summary>Words to whoever opens the file.</summary>
    public string? Note { get; init; }

    public IReadOnlyList<FormFileForm?>? Forms { get; init; }
}

internal sealed record FormFileForm
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Platform { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<string>? Claims { get; init; }

    public IReadOnlyList<string>? Rights { get; init; }

    public IReadOnlyList<string>? Countries { get; init; }

    public IReadOnlyDictionary<string, FormFileSource?>? Sources { get; init; }

    public IReadOnlyList<FormFileField?>? Fields { get; init; }
}

internal sealed record FormFileSource
{
    public string? Title { get; init; }

    public string? Url { get; init; }

    public bool? Unverified { get; init; }
}

internal sealed record FormFileField
{
    public string? Name { get; init; }

    public string? Label { get; init; }

    public string? Kind { get; init; }

    /// <summary>For every claim the form takes.</summary>
    public bool? Required { get; init; }

    /// <summary>For these alone.</summary>
    public IReadOnlyList<string>? RequiredFor { get; init; }

    public int? MaxLength { get; init; }

    public int? MaxItems { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    public IReadOnlyList<string>? States { get; init; }

    public string? Source { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(FormFile))]
internal sealed partial class FormFileJson : JsonSerializerContext;
