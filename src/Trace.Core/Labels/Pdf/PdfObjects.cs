using System.IO.Compression;

namespace Trace.Core.Labels;

/// <summary>Writes numbered PDF objects one after the other and keeps nothing but their offsets: 8 bytes an object (ISO 32000-1, 7.5).</summary>
internal sealed class PdfObjects(Stream output)
{
    private const int FlushBytes = 256 * 1024;
    private const int OffsetBytes = 6;

    private readonly ByteBuilder _pending = new();
    private readonly List<long> _offsets = [0];
    private long _flushed;

    /// <summary>Takes an object number; the object may be written later.</summary>
    public int Reserve()
    {
        _offsets.Add(0);
        return _offsets.Count - 1;
    }

    /// <summary>The header. The second line tells transports that the file is binary.</summary>
    public void Start() => _pending.Append("%PDF-1.7\n%"u8).Append([0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);

    public void Write(int number, string dictionary)
    {
        Open(number);
        _pending.Append(dictionary).Append("\nendobj\n"u8);
    }

    /// <summary>A stream object; <paramref name="entries"/> are the dictionary's entries beside its length.</summary>
    public void WriteStream(int number, string entries, ReadOnlySpan<byte> data)
    {
        Open(number);
        _pending.Append("<<"u8).Append(entries).Append("/Length "u8).Append(data.Length).Append(">>\nstream\n"u8);
        _pending.Append(data).Append("\nendstream\nendobj\n"u8);
    }

    public void WriteCompressed(int number, string entries, ReadOnlySpan<byte> data) =>
        WriteStream(number, entries + "/Filter/FlateDecode", Compress(data));

    /// <summary>Hands over what has gathered, once it is worth a write.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken) =>
        _pending.Length < FlushBytes ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    /// <summary>Writes the cross-reference stream and the trailer.</summary>
    public async Task FinishAsync(int catalog, int information, CancellationToken cancellationToken)
    {
        var number = Reserve();
        var start = Position;
        _offsets[number] = start;
        var table = new ByteBuilder();
        Span<byte> entry = stackalloc byte[1 + OffsetBytes];
        for (var i = 0; i < _offsets.Count; i++)
        {
            entry[0] = i == 0 ? (byte)0 : (byte)1;
            for (var b = 0; b < OffsetBytes; b++)
                entry[1 + b] = (byte)(_offsets[i] >> (8 * (OffsetBytes - 1 - b)));
            table.Append(entry);
        }

        WriteCompressed(number, $"/Type/XRef/Size {_offsets.Count}/W[1 {OffsetBytes} 0]/Root {catalog} 0 R/Info {information} 0 R", table.Written.Span);
        _pending.Append("startxref\n"u8).Append(start).Append("\n%%EOF\n"u8);
        await SendAsync(cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Zlib at its fastest: content streams of rectangles shrink to a third, and drawing stays the larger part of the work.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> data)
    {
        using var buffer = new MemoryStream((data.Length / 3) + 64);
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(data);
        return buffer.ToArray();
    }

    private long Position => _flushed + _pending.Length;

    private void Open(int number)
    {
        _offsets[number] = Position;
        _pending.Append(number).Append(" 0 obj\n"u8);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_pending.Written, cancellationToken);
        _flushed += _pending.Length;
        _pending.Clear();
    }
}
