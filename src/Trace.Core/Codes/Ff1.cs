using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;

namespace Trace.Core.Codes;

/// <summary>FF1 format-preserving encryption for one key, radix, length and tweak. Thread-safe.</summary>
/// <remarks>
/// <para>Reference: NIST SP 800-38G, algorithms 6 (PRF), 7 (encrypt) and 8 (decrypt).</para>
/// <para>Parameters: AES key 16, 24 or 32 bytes; radix 2 to 256; length 2 to 56 with radix^⌈length/2⌉ below 2^62.</para>
/// <para>
/// Only the last block of P ‖ Q depends on the round and the numerals (it holds the round number and NUM(B)), so the CBC state
/// before it is computed once and a round costs one AES block.
/// </para>
/// </remarks>
public sealed class Ff1 : IDisposable
{
    private const int Rounds = 10;
    private const int BlockSize = 16;

    /// <summary>Inputs that go through the rounds together.</summary>
    private const int GroupSize = 32;

    private readonly AesRounds? _rounds;

    /// <summary>Where the processor has no instructions for it.</summary>
    private readonly Aes? _aes;
    private readonly ConcurrentBag<BlockCipher> _ciphers = [];
    private readonly int _radix;
    private readonly int _length;
    private readonly int _leftLength;
    private readonly int _numeralBytes;
    private readonly int _sumBytes;
    private readonly ulong _leftModulus;
    private readonly ulong _rightModulus;
    private readonly byte[] _state = new byte[BlockSize];
    private readonly byte[] _lastBlock = new byte[BlockSize];

    public Ff1(ReadOnlySpan<byte> key, int radix, int length, ReadOnlySpan<byte> tweak)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(radix, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(radix, 256);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var rightLength = length - length / 2;
        var rightModulus = BigInteger.Pow(radix, rightLength);
        if (rightModulus >= BigInteger.One << 62)
            throw new ArgumentOutOfRangeException(nameof(length), length, "Half of the numerals must fit in 62 bits.");

        _rounds = AesRounds.Of(key);
        if (_rounds == null)
        {
            _aes = Aes.Create();
            _aes.SetKey(key);
        }

        _radix = radix;
        _length = length;
        _leftLength = length / 2;
        _leftModulus = (ulong)BigInteger.Pow(radix, _leftLength);
        _rightModulus = (ulong)rightModulus;
        _numeralBytes = ((int)(rightModulus - 1).GetBitLength() + 7) / 8;
        _sumBytes = 4 * ((_numeralBytes + 3) / 4) + 4;
        PrecomputeState(tweak);
    }

    /// <summary>Encrypts numerals (each below the radix) in place: one input, or several of the same length one behind the other.</summary>
    /// <remarks>Several go through each round together: a call of the platform's AES costs far more than a block.</remarks>
    public void Encrypt(Span<byte> numerals)
    {
        if (numerals.Length % _length != 0)
            throw new ArgumentException($"Expected a multiple of {_length} numerals, got {numerals.Length}.", nameof(numerals));
        var cipher = Rent();
        for (var groupSize = GroupSize * _length; !numerals.IsEmpty; numerals = numerals[Math.Min(groupSize, numerals.Length)..])
            EncryptGroup(cipher, numerals[..Math.Min(groupSize, numerals.Length)]);
        _ciphers.Add(cipher);
    }

    /// <summary>Decrypts numerals (each below the radix) in place.</summary>
    public void Decrypt(Span<byte> numerals)
    {
        var (a, b) = Split(numerals);
        var cipher = Rent();
        for (var round = Rounds - 1; round >= 0; round--)
        {
            var modulus = round % 2 == 0 ? _leftModulus : _rightModulus;
            WriteBlock(cipher, 0, round, a);
            cipher.Encrypt(1);
            var c = (ulong)((b + modulus - RoundValue(cipher, 0) % modulus) % modulus);
            (a, b) = (c, a);
        }

        _ciphers.Add(cipher);
        Join(a, b, numerals);
    }

    public void Dispose()
    {
        while (_ciphers.TryTake(out var cipher))
            cipher.Dispose();
        _rounds?.Clear();
        _aes?.Dispose();
    }

    private BlockCipher Rent() => _ciphers.TryTake(out var cipher) ? cipher : new BlockCipher(_aes, _rounds);

    private void EncryptGroup(BlockCipher cipher, Span<byte> numerals)
    {
        var count = numerals.Length / _length;
        Span<ulong> lefts = stackalloc ulong[GroupSize];
        Span<ulong> rights = stackalloc ulong[GroupSize];
        for (var i = 0; i < count; i++)
            (lefts[i], rights[i]) = Split(numerals.Slice(i * _length, _length));
        for (var round = 0; round < Rounds; round++)
        {
            var modulus = round % 2 == 0 ? _leftModulus : _rightModulus;
            for (var i = 0; i < count; i++)
                WriteBlock(cipher, i, round, rights[i]);
            cipher.Encrypt(count);
            for (var i = 0; i < count; i++)
            {
                var c = (ulong)((lefts[i] + RoundValue(cipher, i) % modulus) % modulus);
                (lefts[i], rights[i]) = (rights[i], c);
            }
        }

        for (var i = 0; i < count; i++)
            Join(lefts[i], rights[i], numerals.Slice(i * _length, _length));
    }

    /// <summary>The last block of P ‖ Q, for the i-th input.</summary>
    private void WriteBlock(BlockCipher cipher, int i, int round, ulong numeral)
    {
        var block = cipher.Input.AsSpan(i * BlockSize, BlockSize);
        _lastBlock.CopyTo(block);
        block[BlockSize - _numeralBytes - 1] = (byte)round;
        for (var at = BlockSize - 1; at >= BlockSize - _numeralBytes; at--)
        {
            block[at] = (byte)numeral;
            numeral >>= 8;
        }

        for (var at = 0; at < BlockSize; at++)
            block[at] ^= _state[at];
    }

    /// <summary>The number y of SP 800-38G, algorithm 7 step 6.iv: the first d bytes of the round's output for the i-th input.</summary>
    private UInt128 RoundValue(BlockCipher cipher, int i)
    {
        var y = UInt128.Zero;
        foreach (var value in cipher.Output.AsSpan(i * BlockSize, _sumBytes))
            y = (y << 8) | value;
        return y;
    }

    private void PrecomputeState(ReadOnlySpan<byte> tweak)
    {
        var padding = (BlockSize - (tweak.Length + _numeralBytes + 1) % BlockSize) % BlockSize;
        var text = new byte[BlockSize + tweak.Length + padding + 1 + _numeralBytes];
        text[0] = 1;
        text[1] = 2;
        text[2] = 1;
        text[3] = (byte)(_radix >> 16);
        text[4] = (byte)(_radix >> 8);
        text[5] = (byte)_radix;
        text[6] = Rounds;
        text[7] = (byte)_leftLength;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(text.AsSpan(8), _length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(text.AsSpan(12), tweak.Length);
        tweak.CopyTo(text.AsSpan(BlockSize));

        using var cipher = new BlockCipher(_aes, _rounds);
        for (var offset = 0; offset < text.Length - BlockSize; offset += BlockSize)
        {
            for (var i = 0; i < BlockSize; i++)
                cipher.Input[i] = (byte)(_state[i] ^ text[offset + i]);
            cipher.Encrypt(1);
            cipher.Output.AsSpan(0, BlockSize).CopyTo(_state);
        }

        text.AsSpan(text.Length - BlockSize).CopyTo(_lastBlock);
    }

    private (ulong Left, ulong Right) Split(ReadOnlySpan<byte> numerals)
    {
        if (numerals.Length != _length)
            throw new ArgumentException($"Expected {_length} numerals, got {numerals.Length}.", nameof(numerals));
        return (Number(numerals[.._leftLength]), Number(numerals[_leftLength..]));
    }

    private ulong Number(ReadOnlySpan<byte> numerals)
    {
        var value = 0ul;
        foreach (var numeral in numerals)
        {
            if (numeral >= _radix)
                throw new ArgumentOutOfRangeException(nameof(numerals), numeral, "A numeral is not below the radix.");
            value = value * (ulong)_radix + numeral;
        }

        return value;
    }

    private void Join(ulong left, ulong right, Span<byte> numerals)
    {
        Write(left, numerals[.._leftLength]);
        Write(right, numerals[_leftLength..]);

        void Write(ulong value, Span<byte> part)
        {
            for (var i = part.Length - 1; i >= 0; i--)
            {
                part[i] = (byte)(value % (ulong)_radix);
                value /= (ulong)_radix;
            }
        }
    }

    /// <summary>One AES context with its buffers: the platform's transform is not thread-safe.</summary>
    private sealed class BlockCipher : IDisposable
    {
        private readonly AesRounds? _rounds;
        private readonly ICryptoTransform? _transform;

        public BlockCipher(Aes? aes, AesRounds? rounds)
        {
            _rounds = rounds;
            if (aes == null)
                return;
            lock (aes)
            {
#pragma warning disable CA5358 // FF1 is built from single AES blocks; no text is encrypted in ECB mode.
                aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
                aes.Padding = PaddingMode.None;
                _transform = aes.CreateEncryptor();
            }
        }

        public byte[] Input { get; } = new byte[GroupSize * BlockSize];

        public byte[] Output { get; } = new byte[GroupSize * BlockSize];

        public void Encrypt(int blocks)
        {
            if (_rounds != null)
                _rounds.Encrypt(Input.AsSpan(0, blocks * BlockSize), Output);
            else
                _transform!.TransformBlock(Input, 0, blocks * BlockSize, Output, 0);
        }

        public void Dispose() => _transform?.Dispose();
    }
}
