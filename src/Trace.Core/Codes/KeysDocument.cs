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

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? NotAfter { get; init; }

    public KeyStatus? Status { get; init; }

    public DateTimeOffset? StatusAt { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KeyStatusJson), typeof(UtcTimeJson)],
    WriteIndented = true)]
[JsonSerializable(typeof(KeysDocument))]
public sealed partial class KeysJson : JsonSerializerContext;

/// <summary>Exactly the three words: the framework's own converter also takes other cases.</summary>
internal sealed class KeyStatusJson : JsonConverter<KeyStatus>
{
    public override KeyStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
        {
            "active" => KeyStatus.Active,
            "retired" => KeyStatus.Retired,
            "revoked" => KeyStatus.Revoked,
            _ => throw new JsonException("A key status is active, retired or revoked."),
        };

    public override void Write(Utf8JsonWriter writer, KeyStatus value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value switch
        {
            KeyStatus.Active => "active"u8,
            KeyStatus.Retired => "retired"u8,
            KeyStatus.Revoked => "revoked"u8,
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "Not a key status."),
        });
    }
}
