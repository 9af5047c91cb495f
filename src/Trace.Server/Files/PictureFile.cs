using System.Buffers.Binary;

namespace Trace.Server.Files;

/// <summary>PNG (ISO 15948), JPEG (ITU-T T.81) and WebP (RFC 9649): what they begin with, and that nothing is cut off. They are never decoded here.</summary>
internal static class PictureFile
{
    public static string? TypeOf(ReadOnlySpan<byte> head) =>
        head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? FileTypes.Png
        : head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? FileTypes.Jpeg
        : head.Length >= 16 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBPVP8"u8) && head[15] is (byte)' ' or (byte)'L' or (byte)'X' ? FileTypes.WebP
        : null;

    public static bool IsWhole(Stream file, string type) => type switch
    {
        FileTypes.Png => IsWholePng(file),
        FileTypes.Jpeg => IsWholeJpeg(file),
        _ => IsWholeWebP(file),
    };

    /// <summary>IHDR first, then chunk after chunk to IEND.</summary>
    private static bool IsWholePng(Stream file)
    {
        Span<byte> start = stackalloc byte[8];
        for (var (place, first) = (8L, true); ; first = false)
        {
            if (!TryRead(file, place, start))
                return false;
            var length = BinaryPrimitives.ReadUInt32BigEndian(start);
            var isHeader = start[4..].SequenceEqual("IHDR"u8);
            place += 12 + length;
            if (first != isHeader || (first && length != 13) || place > file.Length)
                return false;
            if (start[4..].SequenceEqual("IEND"u8))
                return length == 0;
        }
    }

    /// <summary>Segment after segment to the scan: cameras write further things behind the picture, so its end is not looked for.</summary>
    private static bool IsWholeJpeg(Stream file)
    {
        Span<byte> start = stackalloc byte[4];
        for (var (place, hasFrame) = (2L, false); TryRead(file, place, start) && start[0] == 0xFF;)
        {
            var (marker, length) = (start[1], BinaryPrimitives.ReadUInt16BigEndian(start[2..]));
            if (marker == 0xFF)
            {
                place++;
                continue;
            }

            if (marker is < 0xC0 or (>= 0xD0 and <= 0xD9) || length < 2)
                return false;
            place += 2 + length;
            if (marker == 0xDA)
                return hasFrame && place < file.Length;
            hasFrame |= marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        }

        return false;
    }

    private static bool IsWholeWebP(Stream file)
    {
        Span<byte> start = stackalloc byte[8];
        return TryRead(file, 0, start) && 8L + BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) <= file.Length;
    }

    private static bool TryRead(Stream file, long place, Span<byte> bytes)
    {
        file.Position = place;
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }
}

/// <summary>PDF (ISO 32000): its first line, and its end mark near the end.</summary>
internal static class PdfFile
{
    private const int TailBytes = 2048;

    public static bool Is(ReadOnlySpan<byte> head) => head.StartsWith("%PDF-1."u8) || head.StartsWith("%PDF-2."u8);

    public static bool IsWhole(Stream file)
    {
        file.Position = Math.Max(0, file.Length - TailBytes);
        Span<byte> tail = stackalloc byte[TailBytes];
        return tail[..file.ReadAtLeast(tail, TailBytes, throwOnEndOfStream: false)].IndexOf("%%EOF"u8) >= 0;
    }
}
