using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Cli.Moving;

/// <summary>Count and digest of the rows of a table, whatever their order: the sum of the SHA-256 of each row in a form that both engines' values have.</summary>
/// <remarks>It finds accidents. Who can choose rows could find others with the same sum.</remarks>
internal sealed class TableDigest
{
    private const int HashBytes = 32;
    private readonly ulong[] _sum = new ulong[HashBytes / sizeof(ulong)];
    private byte[] _row = new byte[4096];
    private int _length;

    public long Rows { get; private set; }

    public void Add(ReadOnlySpan<object?> row)
    {
        _length = 0;
        foreach (var value in row)
            Append(value);
        Span<byte> hash = stackalloc byte[HashBytes];
        SHA256.HashData(_row.AsSpan(0, _length), hash);
        for (var i = 0; i < _sum.Length; i++)
            _sum[i] += BinaryPrimitives.ReadUInt64BigEndian(hash[(i * sizeof(ulong))..]);
        Rows++;
    }

    /// <summary>Hexadecimal.</summary>
    public override string ToString()
    {
        var bytes = new byte[HashBytes];
        for (var i = 0; i < _sum.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * sizeof(ulong)), _sum[i]);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>A letter for the type, the length where it differs, the bytes.</summary>
    private void Append(object? value)
    {
        switch (value)
        {
            case null:
                Take('n', 0);
                break;
            case long number:
                BinaryPrimitives.WriteInt64BigEndian(Take('i', sizeof(long)), number);
                break;
            case double number:
                BinaryPrimitives.WriteDoubleBigEndian(Take('d', sizeof(double)), number);
                break;
            case string text:
                Encoding.UTF8.GetBytes(text, Take('t', Encoding.UTF8.GetByteCount(text)));
                break;
            case byte[] bytes:
                bytes.CopyTo(Take('b', bytes.Length));
                break;
            default:
                throw new InvalidOperationException($"No column holds a {value.GetType().Name}.");
        }
    }

    private Span<byte> Take(char type, int length)
    {
        const int Head = 1 + sizeof(int);
        if (_length + Head + length > _row.Length)
            Array.Resize(ref _row, 2 * (_length + Head + length));
        var to = _row.AsSpan(_length);
        to[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(to[1..], length);
        _length += Head + length;
        return to.Slice(Head, length);
    }
}
