using System.Buffers;
using System.Globalization;
using System.Text;

namespace Trace.Core.Codes;

/// <summary>How a list of codes is written: for print lines (CSV) or programs (NDJSON).</summary>
public enum CodeListFormat
{
    /// <summary>RFC 4180 with line feeds; columns <c>index,gtin,serial,uri</c>, and <c>cover</c> where it is asked for, and a header line.</summary>
    Csv,

    /// <summary>One JSON object a line with the same members.</summary>
    Ndjson,
}

/// <summary>Units of one batch that follow each other.</summary>
/// <param name="From">Index of the first.</param>
/// <param name="Count">How many.</param>
/// <param name="Imported">Their serials if they were imported; null if they are derived.</param>
public sealed record CodeChunk(long From, int Count, IReadOnlyList<string>? Imported)
{
    /// <summary>Their serials, in order.</summary>
    public IReadOnlyList<string> Serials(CodeTemplate template, uint batchNumber)
    {
        ArgumentNullException.ThrowIfNull(template);
        return Imported ?? template.Serials(UnitId.Of(batchNumber, (uint)From), Count);
    }
}

/// <summary>Lines of text in a buffer that belongs to a pool until it is returned.</summary>
public readonly record struct CodeLinesBuffer(byte[] Array, int Length) : IDisposable
{
    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(Array);
}

/// <summary>Writes the codes of a batch as lines, chunk by chunk, so that chunks can be made on several cores.</summary>
public static class CodeLines
{
    /// <summary>Codes in a chunk: large enough to be worth a hand-over, small enough that a client sees progress.</summary>
    public const int ChunkSize = 512;

    private const int MaxLineBytes = CodeTemplate.MaxUriBytes + 160;

    /// <param name="format">NDJSON has none.</param>
    /// <param name="withCover">Whether the covered code is the last column.</param>
    public static ReadOnlySpan<byte> Header(CodeListFormat format, bool withCover = false) => format != CodeListFormat.Csv ? default
        : withCover ? "index,gtin,serial,uri,cover\n"u8
        : "index,gtin,serial,uri\n"u8;

    /// <summary>Splits an index range of derived units into chunks.</summary>
    public static IEnumerable<CodeChunk> Chunks(long from, long count)
    {
        for (var done = 0L; done < count; done += ChunkSize)
            yield return new CodeChunk(from + done, (int)Math.Min(ChunkSize, count - done), Imported: null);
    }

    /// <summary>The lines of a chunk, with the covered codes if the template makes them.</summary>
    public static CodeLinesBuffer Write(CodeListFormat format, CodeTemplate template, uint batchNumber, CodeChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(chunk);
        var buffer = ArrayPool<byte>.Shared.Rent(chunk.Count * MaxLineBytes);
        var serials = chunk.Serials(template, batchNumber);
        var length = 0;
        for (var i = 0; i < chunk.Count; i++)
        {
            var (index, serial) = (chunk.From + i, serials[i]);
            length += format == CodeListFormat.Csv
                ? WriteCsv(template, index, serial, buffer.AsSpan(length))
                : WriteNdjson(template, index, serial, buffer.AsSpan(length));
        }

        return new CodeLinesBuffer(buffer, length);
    }

    private static int WriteCsv(CodeTemplate template, long index, string serial, Span<byte> line)
    {
        index.TryFormat(line, out var length, default, CultureInfo.InvariantCulture);
        line[length++] = (byte)',';
        length += Encoding.ASCII.GetBytes(template.Gtin.Value, line[length..]);
        line[length++] = (byte)',';
        length += Encoding.ASCII.GetBytes(CsvField(serial), line[length..]);
        line[length++] = (byte)',';
        length += template.WriteUri(serial, line[length..]);
        if (template.Cover(serial) is { } cover)
        {
            line[length++] = (byte)',';
            length += Encoding.ASCII.GetBytes(cover, line[length..]);
        }

        line[length++] = (byte)'\n';
        return length;
    }

    private static int WriteNdjson(CodeTemplate template, long index, string serial, Span<byte> line)
    {
        var length = Put(line, "{\"index\":"u8);
        index.TryFormat(line[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        length += Put(line[length..], ",\"gtin\":\""u8);
        length += Encoding.ASCII.GetBytes(template.Gtin.Value, line[length..]);
        length += Put(line[length..], "\",\"serial\":\""u8);
        // Set 82 has no backslash and no control character; the quotation mark is all that JSON escapes.
        length += Encoding.ASCII.GetBytes(serial.Replace("\"", "\\\"", StringComparison.Ordinal), line[length..]);
        length += Put(line[length..], "\",\"uri\":\""u8);
        length += template.WriteUri(serial, line[length..]);
        if (template.Cover(serial) is { } cover)
        {
            length += Put(line[length..], "\",\"cover\":\""u8);
            length += Encoding.ASCII.GetBytes(cover, line[length..]);
        }

        return length + Put(line[length..], "\"}\n"u8);
    }

    private static string CsvField(string value) => value.AsSpan().ContainsAny(',', '"')
        ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : value;

    private static int Put(Span<byte> line, ReadOnlySpan<byte> text)
    {
        text.CopyTo(line);
        return text.Length;
    }
}
