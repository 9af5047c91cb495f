using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Trace.Server.Files;

/// <summary>The pieces a file is kept in: AES-256-GCM (NIST SP 800-38D) under a key of the file alone, so a piece's number can be its nonce.</summary>
internal static class FileChunks
{
    public const int KeyBytes = 32;

    /// <summary>Of the file; in the database a chunk has <see cref="TagBytes"/> more.</summary>
    public const int ChunkBytes = 1 << 20;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static long CountOf(long sizeBytes) => (sizeBytes + ChunkBytes - 1) / ChunkBytes;

    public static int LengthOf(long sizeBytes, long number) => (int)Math.Min(ChunkBytes, sizeBytes - (number * ChunkBytes));

    public static byte[] Seal(AesGcm aes, long number, ReadOnlySpan<byte> bytes)
    {
        var chunk = new byte[bytes.Length + TagBytes];
        aes.Encrypt(NonceOf(number), bytes, chunk.AsSpan(0, bytes.Length), chunk.AsSpan(bytes.Length));
        return chunk;
    }

    /// <summary>Null when it is not the chunk that was sealed with this number.</summary>
    public static byte[]? Open(AesGcm aes, long number, ReadOnlySpan<byte> chunk, int length)
    {
        if (chunk.Length != length + TagBytes)
            return null;
        var bytes = new byte[length];
        try
        {
            aes.Decrypt(NonceOf(number), chunk[..length], chunk[length..], bytes);
            return bytes;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    public static AesGcm CipherOf(ReadOnlySpan<byte> key) => new(key, TagBytes);

    private static byte[] NonceOf(long number)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt64BigEndian(nonce.AsSpan(NonceBytes - sizeof(long)), number);
        return nonce;
    }
}
