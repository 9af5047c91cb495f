using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Core.Evidence;

/// <summary>Reads a canonical ZIP from front to back and refuses every other file, with the place and the reason.</summary>
/// <remarks>
/// What was read is made again and compared, so there is no second spelling of anything. Nothing is unpacked or written. Memory is flat but for the
/// entries' names and hashes and what the caller asks to keep.
/// </remarks>
public sealed class CanonicalZipReader
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream _input;
    private readonly IncrementalHash _seen = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ZipNames _names = new();
    private readonly List<ZipEntry> _entries = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _position;
    private long _nameBytes;

    private CanonicalZipReader(Stream input) => _input = input;

    /// <summary>The entries in their order. When the last was given, the file has also been read to its end and is canonical.</summary>
    /// <param name="input">Need not be able to seek.</param>
    /// <param name="keptBytes">How large the content of a name may be, which is then handed out with the entry; null: any size, and it is not.</param>
    /// <exception cref="ZipFaultException">The file is not a canonical ZIP, or a content is larger than it may be.</exception>
    public static async IAsyncEnumerable<(ZipEntry Entry, byte[]? Content)> ReadAsync(
        Stream input, Func<string, int?> keptBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keptBytes);
        var reader = new CanonicalZipReader(input);
        using (reader._seen)
        {
            while (await reader.IsAtEntryAsync(cancellationToken))
            {
                var before = reader._seen.GetCurrentHash();
                var (name, size, crc, offset) = await reader.HeaderAsync(cancellationToken);
                var most = keptBytes(name);
                if (size > (most ?? long.MaxValue))
                    throw new ZipFaultException(name, $"It has {size} bytes; {most} are allowed.");
                var kept = most is null ? null : new byte[size];
                var sha256 = await reader.ContentAsync(name, size, crc, kept, cancellationToken);
                var entry = new ZipEntry(name, size, crc, offset, sha256, before);
                reader._entries.Add(entry);
                yield return (entry, kept);
            }

            await reader.EndAsync(cancellationToken);
        }
    }

    private string Place => $"byte {_position}";

    /// <summary>Looks at four bytes, which stay in the buffer.</summary>
    private async Task<bool> IsAtEntryAsync(CancellationToken cancellationToken)
    {
        await FillAsync(_buffer.AsMemory(0, CanonicalZip.SignatureBytes), Place, cancellationToken);
        return BinaryPrimitives.ReadUInt32LittleEndian(_buffer) == CanonicalZip.LocalSignature;
    }

    private async Task<(string Name, long Size, uint Crc, long Offset)> HeaderAsync(CancellationToken cancellationToken)
    {
        var place = Place;
        await FillAsync(_buffer.AsMemory(CanonicalZip.SignatureBytes, CanonicalZip.LocalBytes - CanonicalZip.SignatureBytes), place, cancellationToken);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(14));
        var size = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(22));
        var nameLength = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(26));
        if (nameLength is 0 or > ZipNames.MaxLength)
            throw new ZipFaultException(place, $"A name of {nameLength} bytes; 1 to {ZipNames.MaxLength} are allowed.");
        await FillAsync(_buffer.AsMemory(CanonicalZip.LocalBytes, nameLength), place, cancellationToken);

        // Bytes beyond ASCII become characters that no name has.
        var name = Encoding.Latin1.GetString(_buffer, CanonicalZip.LocalBytes, nameLength);
        if (!_names.TryAdd(name, out var problem))
            throw new ZipFaultException(place, problem);
        var header = CanonicalZip.Local(name, crc, size);
        var same = _buffer.AsSpan().CommonPrefixLength(header);
        if (same < header.Length)
            throw new ZipFaultException($"byte {_position + same}", $"The header of {name} has another {CanonicalZip.LocalField(same)} than it may have.");

        _nameBytes += nameLength;
        if (_entries.Count == CanonicalZip.MaxEntries || CanonicalZip.Length(_position + header.Length + size, _entries.Count + 1, _nameBytes) > CanonicalZip.MaxBytes)
            throw new ZipFaultException(name, $"With it there are more than {CanonicalZip.MaxBytes} bytes or {CanonicalZip.MaxEntries} files.");
        var offset = _position;
        Take(_buffer.AsSpan(0, header.Length));
        return (name, size, crc, offset);
    }

    private async Task<byte[]> ContentAsync(string name, long size, uint crc, byte[]? kept, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var found = 0u;
        for (var at = 0L; at < size;)
        {
            var part = _buffer.AsMemory(0, (int)Math.Min(_buffer.Length, size - at));
            await FillAsync(part, name, cancellationToken);
            if (kept is not null)
                part.Span.CopyTo(kept.AsSpan((int)at));
            found = Crc32.Append(found, part.Span);
            hash.AppendData(part.Span);
            Take(part.Span);
            at += part.Length;
        }

        return found == crc ? hash.GetHashAndReset() : throw new ZipFaultException(name, "Its content has another CRC-32 than its header says.");
    }

    /// <summary>The central directory can only be one; its first four bytes have been read.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        var (start, read) = (_position, CanonicalZip.SignatureBytes);
        foreach (var entry in _entries)
        {
            await CompareAsync(CanonicalZip.Central(entry), $"The central directory says something else of {entry.Name} than its own header.", read, cancellationToken);
            read = 0;
        }

        await CompareAsync(CanonicalZip.End(_entries.Count, _position - start, start), "The end of the central directory is not the only one it can have.", read, cancellationToken);
        if (await _input.ReadAtLeastAsync(_buffer.AsMemory(0, 1), 1, throwOnEndOfStream: false, cancellationToken) > 0)
            throw new ZipFaultException(Place, "The file goes on behind its end.");
    }

    private async Task CompareAsync(byte[] expected, string sentence, int read, CancellationToken cancellationToken)
    {
        await FillAsync(_buffer.AsMemory(read, expected.Length - read), Place, cancellationToken);
        var same = _buffer.AsSpan().CommonPrefixLength(expected);
        if (same < expected.Length)
            throw new ZipFaultException($"byte {_position + same}", sentence);
        Take(expected);
    }

    private async Task FillAsync(Memory<byte> part, string place, CancellationToken cancellationToken)
    {
        if (await _input.ReadAtLeastAsync(part, part.Length, throwOnEndOfStream: false, cancellationToken) < part.Length)
            throw new ZipFaultException(place, "The file ends here, before its end.");
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        _seen.AppendData(bytes);
        _position += bytes.Length;
    }
}

/// <summary>A file is not a canonical ZIP.</summary>
/// <param name="place">The name of an entry, or <c>byte N</c>.</param>
public sealed class ZipFaultException(string place, string problem) : Exception($"{place}: {problem}")
{
    public string Place { get; } = place;

    public string Problem { get; } = problem;
}
