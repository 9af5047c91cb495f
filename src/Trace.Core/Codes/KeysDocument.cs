using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Core.Codes;

/// <summary>The document at <c>/.well-known/trace-keys.json</c>.</summary>
public sealed class KeysDocument
{
    public IList<KeyEntry>? Keys { get; init; }
}

/// <summary>One entry: key id, Ed25519 public key (base64url, 43 characters), whose it is and what it may sign.</summary>
public sealed class KeyEntry
{
    public int? KeyId { get; init; }

    public string? PublicKey { get; init; }

    public string? Brand { get; init; }

    /// <summary>The GTINs (14 digits) this key signs for.</summary>
    public IReadOnlyList<string>? Gtins { get; init; }

    /// <summary>Prefixes of 14-digit GTINs this key signs for.</summary>
    public IReadOnlyList<string>? Prefixes { get; init; }

    public DateTimeOffset NotBefore { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public KeyStatus Status { get; init; }

    public DateTimeOffset? StatusAt { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KeyStatusJson), typeof(UtcTimeJson)],
    WriteIndented = true)]
[JsonSerializable(typeof(KeysDocument))]
public sealed partial class KeysJson : JsonSerializerContext;

internal sealed class KeyStatusJson() : JsonStringEnumConverter<KeyStatus>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
