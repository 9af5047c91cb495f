using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;

namespace Trace.Core.Codes;

/// <summary>A second code of a unit that is printed under a cover: who can enter it has opened the cover.</summary>
/// <remarks>
/// 10 characters of Crockford base 32: the first 50 bits of BLAKE2b-256, keyed with the brand's claim key, over <c>trace-cover-v1</c>, line
/// feed, and the canonical tail of GTIN and serial, <c>/01/{GTIN}/21/{SERIAL}</c>. Only the server can make or check it.
/// </remarks>
public static class CoverCode
{
    public const int Length = 10;
    public const int KeySizeBytes = 32;

    private const int Bits = 5 * Length;
    private const int Half = Length / 2;

    public static MacAlgorithm Algorithm => MacAlgorithm.Blake2b_256;

    /// <param name="key">The brand's claim key.</param>
    /// <param name="gtin">The product.</param>
    /// <param name="serial">As the label has it, of any kind of code.</param>
    public static string Make(Key key, Gtin gtin, string serial)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(serial);
        var mac = Algorithm.Mac(key, Encoding.ASCII.GetBytes($"trace-cover-v1\n{CanonicalTail.Build(gtin, cpv: null, lot: null, serial, [])}"));
        var first64Bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(mac);
        return CrockfordBase32.Encode((long)(first64Bits >> (64 - Bits)), Length);
    }

    /// <summary>Whether this is what a person read under the cover, compared in constant time. Spaces, hyphens, small letters and look-alikes count as meant.</summary>
    public static bool Verify(Key key, Gtin gtin, string serial, string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var expected = Encoding.ASCII.GetBytes(Make(key, gtin, serial));
        return CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(Normalize(typed)));
    }

    /// <summary>As it is printed for people to read: two groups of five.</summary>
    public static string Group(string cover)
    {
        ArgumentNullException.ThrowIfNull(cover);
        return $"{cover[..Half]}-{cover[Half..]}";
    }

    /// <summary>Whether it could be a covered code at all: what could not is a slip.</summary>
    public static bool IsWellFormed(string typed) => Normalize(typed) is { Length: Length } code && CrockfordBase32.TryDecode(code, out _);

    /// <summary>Upper case, without spaces and hyphens, O as 0, I and L as 1.</summary>
    public static string Normalize(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        return string.Concat(typed.Where(character => character != '-' && !char.IsWhiteSpace(character)).Select(character => char.ToUpperInvariant(character) switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            var other => other,
        }));
    }
}
