using System.Text.Json;
using System.Text.Json.Serialization;

namespace Trace.Core;

/// <summary>Times in JSON: written in UTC with milliseconds and <c>Z</c>, read with any offset (<see cref="Rfc3339"/>).</summary>
public sealed class UtcTimeJson : JsonConverter<DateTimeOffset>
{
    /// <summary>The framework's own reader takes more (no offset, no seconds) and less (no <c>t</c> and <c>z</c>).</summary>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out var time)
            ? time
            : throw new JsonException("A time is RFC 3339 with an offset, such as 2026-11-24T09:30:00Z.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(Rfc3339.Format(value));
    }
}
