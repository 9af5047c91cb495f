using System.Text;

namespace Trace.Core.Codes;

/// <summary>Turns unit ids into the 12 characters of a serial and back, for one serial key and one GTIN. Thread-safe.</summary>
/// <remarks>
/// CODE-FORMAT section 3: FF1, radix 32, 12 numerals, tweak = the 14 GTIN digits, AES-256. Every 12-character Crockford string
/// decrypts to some unit id; whether that unit was ever issued is for the batch table to say.
/// </remarks>
public sealed class SerialCipher : IDisposable
{
    /// <summary>Characters of a derived serial.</summary>
    public const int SerialLength = 12;

    /// <summary>Bytes of a serial key.</summary>
    public const int KeySizeBytes = 32;

    private readonly Ff1 _ff1;

    public SerialCipher(ReadOnlySpan<byte> key, Gtin gtin)
    {
        if (key.Length != KeySizeBytes)
            throw new ArgumentException($"A serial key has {KeySizeBytes} bytes, not {key.Length}.", nameof(key));
        _ff1 = new Ff1(key, radix: 32, SerialLength, Encoding.ASCII.GetBytes(gtin.Value));
    }

    /// <summary>Writes the serials of units that follow each other, one behind the other: as many as there is room for.</summary>
    public void Encrypt(UnitId first, Span<char> serials)
    {
        const int StackSerials = 64;
        var numerals = serials.Length <= StackSerials * SerialLength ? stackalloc byte[serials.Length] : new byte[serials.Length];
        for (var at = 0; at < numerals.Length; at += SerialLength)
            WriteNumerals(first.Value + at / SerialLength, numerals.Slice(at, SerialLength));
        _ff1.Encrypt(numerals);
        for (var i = 0; i < numerals.Length; i++)
            serials[i] = CrockfordBase32.Alphabet[numerals[i]];
    }

    public string Encrypt(UnitId unit) =>
        string.Create(SerialLength, (this, unit), static (span, state) => state.Item1.Encrypt(state.unit, span));

    /// <summary>False when the text is not 12 Crockford characters.</summary>
    public bool TryDecrypt(ReadOnlySpan<char> serial, out UnitId unit)
    {
        unit = default;
        if (serial.Length != SerialLength || !CrockfordBase32.TryDecode(serial, out var value))
            return false;

        Span<byte> numerals = stackalloc byte[SerialLength];
        WriteNumerals(value, numerals);
        _ff1.Decrypt(numerals);
        value = 0;
        foreach (var numeral in numerals)
            value = (value << 5) | numeral;
        unit = new UnitId(value);
        return true;
    }

    public void Dispose() => _ff1.Dispose();

    private static void WriteNumerals(long value, Span<byte> numerals)
    {
        for (var i = numerals.Length - 1; i >= 0; i--)
        {
            numerals[i] = (byte)(value & 31);
            value >>= 5;
        }
    }
}
