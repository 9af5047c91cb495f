using System.Buffers.Binary;
using System.Text;

namespace Trace.Core.Evidence;

/// <summary>The bytes around the content of a ZIP of which there is one for each content, and no other.</summary>
/// <remarks>
/// PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12 and 4.3.16; <c>api-specs/evidence-pack.md</c>, section 2. Stored; every field that a writer may choose has one
/// value; no extra fields, comments, data descriptors, or ZIP64. Sizes and offsets of 0xFFFFFFFF and 65,535 entries would ask for ZIP64 (4.4.1.4), so all stay below.
/// </remarks>
public static class CanonicalZip
{
    /// <summary>Of the whole file.</summary>
    public const long MaxBytes = 0xFFFF_FFFE;

    public const int MaxEntries = 0xFFFE;

    internal const uint LocalSignature = 0x04034b50;
    internal const int LocalBytes = 30;
    internal const int CentralBytes = 46;
    internal const int EndBytes = 22;
    internal const int SignatureBytes = 4;

    private const uint CentralSignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const ushort Version = 10;
    private const ushort FirstDayOf1980 = 0x0021;

    private static readonly (int Offset, string Field)[] LocalFields =
    [
        (0, "signature"), (4, "version"), (6, "flags"), (8, "method"), (10, "time"), (12, "date"), (14, "CRC-32"), (18, "compressed size"),
        (22, "size"), (26, "length of the name"), (28, "length of the extra field"), (LocalBytes, "name"),
    ];

    internal static byte[] Local(string name, uint crc, long sizeBytes)
    {
        var header = new byte[LocalBytes + name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, LocalSignature);
        WriteShared(header.AsSpan(4), name, crc, sizeBytes);
        Encoding.ASCII.GetBytes(name, header.AsSpan(LocalBytes));
        return header;
    }

    internal static byte[] Central(ZipEntry entry)
    {
        var header = new byte[CentralBytes + entry.Name.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(header, CentralSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), Version);
        WriteShared(header.AsSpan(6), entry.Name, entry.Crc32, entry.SizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(42), (uint)entry.Offset);
        Encoding.ASCII.GetBytes(entry.Name, header.AsSpan(CentralBytes));
        return header;
    }

    internal static byte[] End(int entries, long centralBytes, long centralOffset)
    {
        var end = new byte[EndBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(end, EndSignature);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)entries);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)entries);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)centralBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)centralOffset);
        return end;
    }

    /// <summary>Which field of a local header is where it is not as it must be.</summary>
    internal static string LocalField(int offset) => LocalFields.Last(field => field.Offset <= offset).Field;

    /// <summary>Of a ZIP with these bytes of entries behind each other.</summary>
    /// <param name="nameBytes">Of all entries together.</param>
    internal static long Length(long localBytes, int entries, long nameBytes) => localBytes + ((long)entries * CentralBytes) + nameBytes + EndBytes;

    /// <summary>What local and central headers have in common, from the version to the length of the extra field.</summary>
    private static void WriteShared(Span<byte> fields, string name, uint crc, long sizeBytes)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(fields, Version);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], FirstDayOf1980);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[10..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[14..], (uint)sizeBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(fields[18..], (uint)sizeBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[22..], (ushort)name.Length);
    }
}

/// <summary>One file of a ZIP, after all of its bytes were seen.</summary>
/// <param name="Offset">Of its local header.</param>
/// <param name="Sha256">Of its content.</param>
/// <param name="Sha256Before">Of all bytes of the ZIP before its local header.</param>
public sealed record ZipEntry(string Name, long SizeBytes, uint Crc32, long Offset, ReadOnlyMemory<byte> Sha256, ReadOnlyMemory<byte> Sha256Before);
