using System.Globalization;
using System.Text;
using System.Text.Json;
using Trace.Core.Codes;

namespace Trace.Cli.Codes;

/// <summary>One line of a list of codes.</summary>
internal sealed record CodeLine(long Index, string Gtin, string Serial, string Uri, string? Cover = null)
{
    /// <param name="hasCover">Whether a covered code is the last column.</param>
    public static CodeLine? TryParse(CodeListFormat format, ReadOnlySpan<byte> line, bool hasCover) =>
        (format == CodeListFormat.Csv ? TryParseCsv(Encoding.UTF8.GetString(line), hasCover) : TryParseJson(line)) is { } code && (code.Cover != null) == hasCover ? code : null;

    private static CodeLine? TryParseJson(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, CliJson.Default.CodeLine) is { Gtin: not null, Serial: not null, Uri: not null } code ? code : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Four columns of RFC 4180, or five, of which only the serial may be quoted: the others have no character that needs it.</summary>
    private static CodeLine? TryParseCsv(string line, bool hasCover)
    {
        var coverAt = hasCover ? line.LastIndexOf(',') : -1;
        var cover = coverAt < 0 ? null : line[(coverAt + 1)..];
        line = coverAt < 0 ? line : line[..coverAt];
        var index = line.IndexOf(',');
        var gtin = index < 0 ? -1 : line.IndexOf(',', index + 1);
        var uri = line.LastIndexOf(',');
        if (gtin < 0 || uri <= gtin || !long.TryParse(line.AsSpan(0, index), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var serial = line[(gtin + 1)..uri];
        if (serial.Length > 1 && serial[0] == '"' && serial[^1] == '"')
            serial = serial[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);
        return new CodeLine(number, line[(index + 1)..gtin], serial, line[(uri + 1)..], cover);
    }
}
