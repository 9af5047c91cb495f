using System.Buffers.Binary;
using System.IO.Compression;

namespace Trace.Core.Labels;

/// <summary>Writes 8-bit grey pixels as PNG (ISO/IEC 15948) with their resolution.</summary>
internal static class PngFile
{
    private const byte Up = 2;

    private static readonly uint[] CrcTable = MakeCrcTable();

    /// <param name="pixels">Row by row from the top; 0 is black.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="grid">Written as pixels a metre: 8000 for 203 dpi, 11811 for 300 dpi.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, DotGrid grid)
    {
        var output = new ByteBuilder();
        output.Append([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], pixels.Length / width);
        header[8] = 8;
        Chunk(output, "IHDR"u8, header);
        Span<byte> resolution = stackalloc byte[9];
        var perMetre = (int)Math.Round(grid.DotsPerMm * 1000);
        BinaryPrimitives.WriteInt32BigEndian(resolution, perMetre);
        BinaryPrimitives.WriteInt32BigEndian(resolution[4..], perMetre);
        resolution[8] = 1;
        Chunk(output, "pHYs"u8, resolution);
        Chunk(output, "IDAT"u8, Compress(pixels, width));
        Chunk(output, "IEND"u8, []);
        return output.Written.ToArray();
    }

    /// <summary>Each row as its difference from the row above: rows of one row of modules become zeros.</summary>
    private static byte[] Compress(ReadOnlySpan<byte> pixels, int width)
    {
        using var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            var line = new byte[width + 1];
            line[0] = Up;
            for (var start = 0; start < pixels.Length; start += width)
            {
                var row = pixels.Slice(start, width);
                for (var x = 0; x < width; x++)
                    line[x + 1] = (byte)(row[x] - (start == 0 ? 0 : pixels[start - width + x]));
                zlib.Write(line);
            }
        }

        return buffer.ToArray();
    }

    private static void Chunk(ByteBuilder output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Append(number).Append(type).Append(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(0xFFFFFFFF, type), data));
        output.Append(number);
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var value in data)
            crc = CrcTable[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint[] MakeCrcTable()
    {
        const uint polynomial = 0xEDB88320;
        var table = new uint[256];
        for (uint i = 0; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : polynomial ^ (value >> 1);
            table[i] = value;
        }

        return table;
    }
}
