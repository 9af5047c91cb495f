using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Trace.Core.Codes;

/// <summary>AES of single blocks by the processor's own instructions, for one key. Never changes, so any thread may use it.</summary>
/// <remarks>Reference: FIPS 197, 5.1 (cipher) and 5.2 (key expansion). A call of the platform's AES takes ten times as long as its one block.</remarks>
internal sealed class AesRounds
{
    private const int WordsOfBlock = 4;
    private const uint Reduction = 0x11b;

    private readonly Vector128<byte>[] _keys;

    private AesRounds(Vector128<byte>[] keys) => _keys = keys;

    /// <summary>Null where the processor has no such instructions.</summary>
    public static AesRounds? Of(ReadOnlySpan<byte> key) => X86Aes.IsSupported ? new AesRounds(Expand(key)) : null;

    public void Clear() => Array.Clear(_keys);

    /// <summary>Encrypts blocks of 16 bytes, each for itself.</summary>
    public void Encrypt(ReadOnlySpan<byte> blocks, Span<byte> encrypted)
    {
        var keys = _keys;
        var from = MemoryMarshal.Cast<byte, Vector128<byte>>(blocks);
        var to = MemoryMarshal.Cast<byte, Vector128<byte>>(encrypted);
        for (var i = 0; i < from.Length; i++)
        {
            var state = from[i] ^ keys[0];
            for (var round = 1; round < keys.Length - 1; round++)
                state = X86Aes.Encrypt(state, keys[round]);
            to[i] = X86Aes.EncryptLast(state, keys[^1]);
        }
    }

    private static Vector128<byte>[] Expand(ReadOnlySpan<byte> key)
    {
        var keyWords = key.Length / sizeof(uint);
        var keys = new Vector128<byte>[keyWords + 7];
        var words = MemoryMarshal.Cast<Vector128<byte>, uint>(keys.AsSpan());
        for (var i = 0; i < keyWords; i++)
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(i * sizeof(uint))..]);
        for (var (i, constant) = (keyWords, 1u); i < WordsOfBlock * keys.Length; i++)
        {
            var word = words[i - 1];
            if (i % keyWords == 0)
            {
                word = Substitute(word, rotated: true) ^ constant;
                constant = (constant << 1) ^ (constant >> 7) * Reduction;
            }
            else if (keyWords > 6 && i % keyWords == 4)
            {
                word = Substitute(word, rotated: false);
            }

            words[i] = words[i - keyWords] ^ word;
        }

        return keys;
    }

    private static uint Substitute(uint word, bool rotated) =>
        X86Aes.KeygenAssist(Vector128.Create(word).AsByte(), 0).AsUInt32()[rotated ? 1 : 0];
}
