using System.Security.Cryptography;

namespace Trace.Core.Evidence;

/// <summary>Writes a canonical ZIP from front to back; memory is flat whatever the size of the files.</summary>
/// <remarks>
/// A local header says size and checksum of what follows it, and nothing may be put right later: so each content is read twice, and a content that
/// changed in between ends the writing.
/// </remarks>
public sealed class CanonicalZipWriter(Stream output) : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly IncrementalHash _written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ZipNames _names = new();
    private readonly List<ZipEntry> _entries = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private long _length;
    private long _nameBytes;

    public void Dispose() => _written.Dispose();

    /// <summary>Adds bytes that are at hand.</summary>
    public Task<ZipEntry> AddAsync(string name, byte[] content, CancellationToken cancellationToken) =>
        AddAsync(name, () => new MemoryStream(content, writable: false), cancellationToken);

    /// <summary>Adds the next file; names come in ordinal order.</summary>
    /// <param name="open">Called twice, for the same bytes.</param>
    /// <exception cref="ArgumentException">The name cannot be the next one, or the ZIP would be larger than one may be.</exception>
    /// <exception cref="InvalidDataException">The content was not the same the second time.</exception>
    public async Task<ZipEntry> AddAsync(string name, Func<Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(open);
        if (!_names.TryAdd(name, out var problem))
            throw new ArgumentException($"{name}: {problem}", nameof(name));
        var (size, crc, sha256) = await PassAsync(open, writes: false, cancellationToken);
        var header = CanonicalZip.Local(name, crc, size);
        if (_entries.Count == CanonicalZip.MaxEntries
            || CanonicalZip.Length(_length + header.Length + size, _entries.Count + 1, _nameBytes + name.Length) > CanonicalZip.MaxBytes)
            throw new ArgumentException($"With {name} there would be more than {CanonicalZip.MaxBytes} bytes or {CanonicalZip.MaxEntries} files.", nameof(name));

        var (offset, before) = (_length, Sha256Written());
        await WriteAsync(header, cancellationToken);
        var (_, _, again) = await PassAsync(open, writes: true, cancellationToken);
        if (!again.AsSpan().SequenceEqual(sha256))
            throw new InvalidDataException($"{name} changed while it was read.");
        var entry = new ZipEntry(name, size, crc, offset, sha256, before);
        _entries.Add(entry);
        _nameBytes += name.Length;
        return entry;
    }

    /// <summary>How many bytes were written.</summary>
    public long Length => _length;

    /// <summary>SHA-256 of all bytes that were written.</summary>
    public byte[] Sha256Written() => _written.GetCurrentHash();

    /// <summary>Writes the central directory: nothing comes after it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var start = _length;
        foreach (var entry in _entries)
            await WriteAsync(CanonicalZip.Central(entry), cancellationToken);
        await WriteAsync(CanonicalZip.End(_entries.Count, _length - start, start), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private async Task<(long Size, uint Crc, byte[] Sha256)> PassAsync(Func<Stream> open, bool writes, CancellationToken cancellationToken)
    {
        var content = open();
        await using var _ = content.ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (size, crc) = (0L, 0u);
        int read;
        while ((read = await content.ReadAsync(_buffer, cancellationToken)) > 0)
        {
            size += read;
            hash.AppendData(_buffer, 0, read);
            if (writes)
                await WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            else
                crc = Crc32.Append(crc, _buffer.AsSpan(0, read));
        }

        return (size, crc, hash.GetHashAndReset());
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await output.WriteAsync(bytes, cancellationToken);
        _written.AppendData(bytes.Span);
        _length += bytes.Length;
    }
}
