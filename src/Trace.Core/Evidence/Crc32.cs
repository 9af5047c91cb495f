namespace Trace.Core.Evidence;

/// <summary>The checksum of ZIP, which finds accidents and nothing else.</summary>
/// <remarks>PKWARE APPNOTE 6.3.10 section 4.4.7: polynomial 0xEDB88320 (reflected), start and end inverted.</remarks>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Goes on from a checksum, which is 0 before the first byte.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes)
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
