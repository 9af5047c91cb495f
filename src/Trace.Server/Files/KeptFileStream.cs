using System.Security.Cryptography;
using Trace.Server.Http;

namespace Trace.Server.Files;

/// <summary>The bytes of a kept file, a chunk at a time. What is not as it was kept is never handed out: a chunk is checked whole, the last one with the hash of all.</summary>
/// <param name="file">Whose bytes.</param>
/// <param name="aes">Of the file's key; disposed with this.</param>
/// <param name="readChunk">A chunk as it is stored, by its number; null if it is not there.</param>
/// <param name="damaged">Called before the failure.</param>
internal sealed class KeptFileStream(KeptFile file, AesGcm aes, Func<long, Task<byte[]?>> readChunk, Action damaged) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private ReadOnlyMemory<byte> _left;
    private long _next;
    private long _position;

    public override long Length => file.SizeBytes;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">What is stored is not what was kept.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty && _next < FileChunks.CountOf(file.SizeBytes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _left = await OpenNextAsync();
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        _position += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        aes.Dispose();
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private async Task<byte[]> OpenNextAsync()
    {
        var number = _next++;
        if (await readChunk(number) is { } chunk && FileChunks.Open(aes, number, chunk, FileChunks.LengthOf(file.SizeBytes, number)) is { } bytes)
        {
            _hash.AppendData(bytes);
            if (_next < FileChunks.CountOf(file.SizeBytes) || Convert.ToHexStringLower(_hash.GetHashAndReset()) == file.Sha256)
                return bytes;
        }

        damaged();
        throw new InvalidDataException("What is stored of a file is not what was kept.");
    }
}
