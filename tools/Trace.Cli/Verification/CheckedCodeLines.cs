using System.Buffers;
using System.Text;
using System.Text.Json;
using Trace.Cli.Terminal;

namespace Trace.Cli.Verification;

/// <summary>Codes of a list as lines: tab-separated for people, NDJSON for programs.</summary>
internal static class CheckedCodeLines
{
    public static void Write(StringBuilder lines, CheckedCode code, long line)
    {
        lines.Append(line).Append('\t').Append(Words.Spoken(code.Outcome)).Append('\t')
            .Append(code.Gtin).Append('\t').Append(Printable.Of(code.Serial)).Append('\t')
            .Append(Printable.Of(code.Verdict.Text)).Append('\n');
    }

    /// <summary>One JSON object and a line feed. The text of the code is as it was read.</summary>
    public static void WriteJson(ArrayBufferWriter<byte> lines, CheckedCode code, long? line)
    {
        using (var writer = new Utf8JsonWriter(lines, CliJson.WriterOptions))
        {
            writer.WriteStartObject();
            if (line is { } number)
                writer.WriteNumber("line", number);
            writer.WriteString("outcome", Words.Of(code.Outcome));
            writer.WriteString("reason", code.Verdict.Reason);
            writer.WriteString("text", code.Sentence);
            WriteOptional(writer, "gtin", code.Gtin);
            WriteOptional(writer, "serial", code.Serial);
            WriteOptional(writer, "lot", code.Lot);
            WriteOptional(writer, "expiry", code.Expiry);
            if (code.Verdict.KeyId is { } keyId)
                writer.WriteNumber("keyId", keyId);
            WriteOptional(writer, "keyStatus", code.KeyStatus is { } status ? Words.Of(status) : null);
            WriteOptional(writer, "brand", code.Brand);
            writer.WriteString("code", code.Text);
            writer.WriteEndObject();
        }

        lines.Write("\n"u8);
    }

    private static void WriteOptional(Utf8JsonWriter writer, string name, string? value)
    {
        if (value != null)
            writer.WriteString(name, value);
    }
}
