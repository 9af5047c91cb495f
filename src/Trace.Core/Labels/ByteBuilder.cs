using System.Globalization;
using System.Text;

namespace Trace.Core.Labels;

/// <summary>Grows a byte array by the ASCII of numbers and operators; what PDF, ZPL and SVG are made of.</summary>
internal sealed class ByteBuilder
{
    private byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public ByteBuilder Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    /// <summary>UTF-8.</summary>
    public ByteBuilder Append(string text)
    {
        Length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));
        return this;
    }

    public ByteBuilder Append(byte value)
    {
        Room(1)[0] = value;
        Length++;
        return this;
    }

    public ByteBuilder Append(int value)
    {
        if (value is >= 0 and < 10)
            return Append((byte)('0' + value));
        value.TryFormat(Room(11), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public ByteBuilder Append(long value)
    {
        value.TryFormat(Room(20), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>A decimal number without exponent and without trailing zeros; 0 to 9 decimals.</summary>
    public ByteBuilder Append(double value, int decimals = 4)
    {
        var power = 1L;
        for (var i = 0; i < decimals; i++)
            power *= 10;
        var scaled = (long)Math.Round(value * power);
        if (scaled < 0)
        {
            Append((byte)'-');
            scaled = -scaled;
        }

        Append(scaled / power);
        var fraction = scaled % power;
        if (fraction == 0)
            return this;
        Append((byte)'.');
        while (fraction > 0)
        {
            power /= 10;
            Append((byte)('0' + (fraction / power)));
            fraction %= power;
        }

        return this;
    }

    public ByteBuilder AppendHex(ushort value)
    {
        var room = Room(4);
        for (var i = 0; i < 4; i++)
            room[i] = "0123456789ABCDEF"u8[(value >> (12 - (4 * i))) & 15];
        Length += 4;
        return this;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - Length < length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + length));
        return _bytes.AsSpan(Length);
    }
}
