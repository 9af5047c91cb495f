using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Trace.Cli.Backup;
using Trace.Cli.Batches;
using Trace.Cli.Codes;
using Trace.Cli.Evidence;
using Trace.Cli.Keys;
using Trace.Cli.Labels;
using Trace.Cli.Log;
using Trace.Cli.Moving;
using Trace.Cli.Server;
using Trace.Cli.Terminal;
using Trace.Core;

namespace Trace.Cli;

/// <summary>All JSON this program reads and writes, except key documents, which belong to Trace.Core.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.Strict,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(ProblemAnswer))]
[JsonSerializable(typeof(BatchOrder))]
[JsonSerializable(typeof(BatchView))]
[JsonSerializable(typeof(ListAnswer<BatchView>))]
[JsonSerializable(typeof(StatusRange))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(CheckAnswer))]
[JsonSerializable(typeof(CodeLine))]
[JsonSerializable(typeof(KeysFetched))]
[JsonSerializable(typeof(SigningKeyView))]
[JsonSerializable(typeof(ListAnswer<SigningKeyView>))]
[JsonSerializable(typeof(SigningKeyChange))]
[JsonSerializable(typeof(Revocation))]
[JsonSerializable(typeof(ServerMasterKeys))]
[JsonSerializable(typeof(MasterKeyFileView))]
[JsonSerializable(typeof(LabelsWritten))]
[JsonSerializable(typeof(LabelsSent))]
[JsonSerializable(typeof(ListAnswer<TemplateView>))]
[JsonSerializable(typeof(BackupMade))]
[JsonSerializable(typeof(Restored))]
[JsonSerializable(typeof(Migrated))]
[JsonSerializable(typeof(Copied))]
[JsonSerializable(typeof(EvidenceAnswer))]
[JsonSerializable(typeof(LogAuditAnswer))]
[JsonSerializable(typeof(LogView))]
[JsonSerializable(typeof(LogResumption))]
[JsonSerializable(typeof(LogEnding))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(DateTimeOffset))]
[JsonSerializable(typeof(string))]
internal sealed partial class CliJson : JsonSerializerContext
{
    /// <summary>One line.</summary>
    public static CliJson Compact => JsonStyles.Compact;

    /// <summary>For files that people open.</summary>
    public static CliJson Indented => JsonStyles.Indented;

    public static JsonWriterOptions WriterOptions => new() { Encoder = JsonStyles.Readable };

    /// <summary>The body of a request; its length is known, so it is sent in one piece.</summary>
    public static ByteArrayContent ToContent<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public static string ToLine(JsonElement value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>Apart from <see cref="CliJson"/>, whose generated half must be there first.</summary>
internal static class JsonStyles
{
    /// <summary>Only what JSON itself forbids is escaped, so a URI stays readable; control characters are.</summary>
    public static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static readonly CliJson Compact = new(new JsonSerializerOptions(CliJson.Default.Options) { Encoder = Readable });

    public static readonly CliJson Indented = new(new JsonSerializerOptions(CliJson.Default.Options) { Encoder = Readable, WriteIndented = true, NewLine = "\n" });
}
