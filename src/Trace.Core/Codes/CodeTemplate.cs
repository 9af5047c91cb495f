using System.Text;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>What all codes of one batch share, and how one code is derived from it. Thread-safe.</summary>
/// <remarks>
/// Codes are never stored: the same template gives the same bytes for the same index, today and in ten years (FF1, BLAKE2b and
/// Ed25519 are deterministic). On the label scheme and host are upper case, so that QR stays in alphanumeric mode.
/// </remarks>
public sealed class CodeTemplate : IDisposable
{
    private readonly byte[] _origin;
    private readonly byte[] _tailBeforeSerial;
    private readonly byte[] _tailAfterSerial;
    private readonly Key _key;
    private readonly ushort _keyId;
    private readonly Key? _claimKey;
    private readonly SerialCipher _cipher;

    /// <param name="profile">Signed or compact.</param>
    /// <param name="origin">Scheme and host, for example <c>HTTPS://ID.EXAMPLE.COM</c>.</param>
    /// <param name="gtin">The product.</param>
    /// <param name="lot">The lot, if it is part of the code (signed profile only).</param>
    /// <param name="expiry">YYMMDD, if it is part of the code (signed profile only).</param>
    /// <param name="cipher">The serial cipher of the brand for this GTIN.</param>
    /// <param name="key">The signing key (signed) or the MAC key (compact); disposed with the template.</param>
    /// <param name="keyId">The id of the signing key; 0 for compact.</param>
    /// <param name="claimKey">The brand's claim key, where covered codes are wanted too; disposed with the template.</param>
    public CodeTemplate(
        CodeProfile profile, string origin, Gtin gtin, string? lot, string? expiry, SerialCipher cipher, Key key, ushort keyId, Key? claimKey = null)
    {
        if (profile == CodeProfile.Compact && (lot ?? expiry) != null)
            throw new ArgumentException("A compact code carries no AI besides GTIN and serial.", nameof(profile));
        Profile = profile;
        Gtin = gtin;
        _origin = Encoding.ASCII.GetBytes(origin);
        _cipher = cipher;
        _key = key;
        _keyId = keyId;
        _claimKey = claimKey;

        var attributes = expiry == null ? Array.Empty<AttributeValue>() : [new AttributeValue("17", expiry)];
        var tail = CanonicalTail.Build(gtin, cpv: null, lot, "0", attributes);
        var serialAt = tail.IndexOf("/21/0", StringComparison.Ordinal) + 4;
        _tailBeforeSerial = Encoding.ASCII.GetBytes(tail[..serialAt]);
        _tailAfterSerial = Encoding.ASCII.GetBytes(tail[(serialAt + 1)..]);
    }

    public CodeProfile Profile { get; }

    /// <summary>Whether it makes covered codes too.</summary>
    public bool HasCover => _claimKey != null;

    private string SignatureQuery => _tailAfterSerial.Length == 0 ? "?s=" : "&s=";

    public Gtin Gtin { get; }

    /// <summary>The serial of a derived unit: 12 characters signed, 20 compact.</summary>
    public string Serial(UnitId unit) => Serials(unit, count: 1)[0];

    /// <summary>The serials of units that follow each other: far cheaper than one by one.</summary>
    public string[] Serials(UnitId first, int count)
    {
        var derived = new char[count * SerialCipher.SerialLength];
        _cipher.Encrypt(first, derived);
        var serials = new string[count];
        Span<char> compact = stackalloc char[CompactCode.SerialLength];
        for (var i = 0; i < count; i++)
        {
            var serial = derived.AsSpan(i * SerialCipher.SerialLength, SerialCipher.SerialLength);
            if (Profile == CodeProfile.Signed)
            {
                serials[i] = new string(serial);
                continue;
            }

            serial.CopyTo(compact);
            CompactCode.WriteMac(_key, Gtin, serial, compact[SerialCipher.SerialLength..]);
            serials[i] = new string(compact);
        }

        return serials;
    }

    /// <summary>The covered code of a serial (derived or imported); null without a claim key.</summary>
    public string? Cover(string serial) => _claimKey == null ? null : CoverCode.Make(_claimKey, Gtin, serial);

    /// <summary>Stands for every serial of a derived unit where room is planned: letters take more room in a symbol than digits.</summary>
    public string WidestSerial => new('Z', Profile == CodeProfile.Signed ? SerialCipher.SerialLength : CompactCode.SerialLength);

    /// <summary>Writes the URI of a serial (derived or imported) and returns its length in bytes.</summary>
    /// <param name="serial">As given; it is percent-encoded here.</param>
    /// <param name="destination">At least <see cref="MaxUriBytes"/> bytes.</param>
    public int WriteUri(string serial, Span<byte> destination)
    {
        _origin.CopyTo(destination);
        var length = _origin.Length;
        var tailLength = WriteTail(serial, destination[length..]);
        if (Profile == CodeProfile.Compact)
            return length + tailLength;

        Span<byte> signature = stackalloc byte[CodeSignature.SizeBytes];
        SignedCode.Sign(_key, _keyId, destination.Slice(length, tailLength), signature);
        length += tailLength;
        Encoding.ASCII.GetBytes(SignatureQuery, destination[length..]);
        length += SignatureQuery.Length;
        CodeSignature.WriteDigits(signature, destination[length..]);
        return length + CodeSignature.DigitCount;
    }

    public string Uri(string serial)
    {
        Span<byte> buffer = stackalloc byte[MaxUriBytes];
        return Encoding.ASCII.GetString(buffer[..WriteUri(serial, buffer)]);
    }

    /// <summary>As large in every symbol as <see cref="Uri"/>, without the cost of signing: zeros stand for the digits of the signature.</summary>
    public string UnsignedUri(string serial)
    {
        Span<byte> buffer = stackalloc byte[MaxUriBytes];
        _origin.CopyTo(buffer);
        var length = _origin.Length + WriteTail(serial, buffer[_origin.Length..]);
        var uri = Encoding.ASCII.GetString(buffer[..length]);
        return Profile == CodeProfile.Compact ? uri : $"{uri}{SignatureQuery}{new string('0', CodeSignature.DigitCount)}";
    }

    /// <summary>Enough for a host of 253 characters, and lot and serial of 20 characters that all need percent-encoding.</summary>
    public const int MaxUriBytes = 768;

    public void Dispose()
    {
        _key.Dispose();
        _claimKey?.Dispose();
    }

    private int WriteTail(string serial, Span<byte> destination)
    {
        _tailBeforeSerial.CopyTo(destination);
        var length = _tailBeforeSerial.Length;
        length += Encoding.ASCII.GetBytes(PercentEncoding.Encode(serial), destination[length..]);
        _tailAfterSerial.CopyTo(destination[length..]);
        return length + _tailAfterSerial.Length;
    }
}
