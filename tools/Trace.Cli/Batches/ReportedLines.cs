using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Trace.Cli.Codes;
using Trace.Core.Codes;

namespace Trace.Cli.Batches;

/// <summary>A person's list of codes or serials as the NDJSON of a status report, made while it is sent.</summary>
/// <remarks>
/// A line that is NDJSON as the server takes it (an object, or a string in quotes) is handed on; any other is the text of a code or serial,
/// also one that only begins with a quote, which serials may. Of a list that <c>trace codes</c> made, the column of codes is taken. Empty lines stay, so that the server's line numbers are those of the file.
/// </remarks>
internal sealed class ReportedLines : HttpContent
{
    /// <summary>More than the server takes of one line, so it still refuses what was cut here.</summary>
    private const int MaxLineLength = 32 << 10;

    private static readonly string CodeListHeader = HeaderOf(withCover: false);
    private static readonly string CoverListHeader = HeaderOf(withCover: true);

    private readonly Stream _file;

    public ReportedLines(Stream file)
    {
        _file = file;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(_file, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        await using var output = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 15, leaveOpen: true);
        var lines = new LineReader(text, MaxLineLength);
        var first = true;
        var (isCodeList, hasCover) = (false, false);
        while (lines.Read() is { } read)
        {
            var line = read.Trim('\uFEFF', ' ', '\t', '\r');
            if (first && (line == CodeListHeader || line == CoverListHeader))
                (isCodeList, hasCover, line) = (true, line == CoverListHeader, "");
            else if (isCodeList)
                line = CodeLine.TryParse(CodeListFormat.Csv, Encoding.UTF8.GetBytes(line), hasCover)?.Uri ?? line;
            first = false;
            await output.WriteAsync((ToJson(line) + "\n").AsMemory(), cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static string HeaderOf(bool withCover) => Encoding.UTF8.GetString(CodeLines.Header(CodeListFormat.Csv, withCover)).TrimEnd();

    private static string ToJson(string line) =>
        line.Length == 0 || line[0] == '{' || IsJsonString(line) ? line : JsonSerializer.Serialize(line, CliJson.Compact.String);

    private static bool IsJsonString(string line)
    {
        if (line[0] != '"')
            return false;
        try
        {
            return JsonSerializer.Deserialize(line, CliJson.Default.String) != null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
