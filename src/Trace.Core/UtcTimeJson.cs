using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Core;

/// <summary>Times in JSON: RFC 3339, UTC, milliseconds, <c>Z</c>. Any offset is read.</summary>
public sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out var value) && HasOffset(reader)
            ? value.ToUniversalTime()
            : throw new JsonException("A time is RFC 3339 with an offset, such as 2026-11-24T09:30:00Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    /// <summary>A time without an offset would be read in the time zone of this machine.</summary>
    private static bool HasOffset(Utf8JsonReader reader)
    {
        var text = reader.GetString().AsSpan();
        var clock = text[(text.IndexOf('T') + 1)..];
        return text.Contains('T') && (clock.EndsWith("Z", StringComparison.OrdinalIgnoreCase) || clock.ContainsAny('+', '-'));
    }
}
