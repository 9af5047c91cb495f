using System.Numerics;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>Public keys under which a careless verifier takes signatures that nobody made.</summary>
internal static class HostileKeys
{
    public const ushort Identity = 20;
    public const ushort Order2 = 21;
    public const ushort Order4 = 22;
    public const ushort Order8 = 23;
    public const ushort IdentityNotCanonical = 24;
    public const ushort IdentityWithSign = 25;
    public const ushort OffCurve = 26;

    public static readonly IReadOnlyDictionary<ushort, byte[]> Encodings = new Dictionary<ushort, byte[]>
    {
        [Identity] = Edwards25519.Identity.Encode(),
        [Order2] = Edwards25519.Order2.Encode(),
        [Order4] = Edwards25519.Order4.Encode(),
        [Order8] = Edwards25519.Order8.Encode(),
        [IdentityNotCanonical] = Edwards25519.Little(Edwards25519.P + 1),
        [IdentityWithSign] = Edwards25519.Little(1 + BigInteger.Pow(2, 255)),
        [OffCurve] = Edwards25519.Little(2),
    };

    /// <summary>The key document of the hostile vectors: the good keys and these.</summary>
    public static KeyRing Ring { get; } = new([
        .. TestKeys.Ring.Keys,
        .. Encodings.Select(pair => TestKeys.Published(pair.Key, PublicKey.Import(SignatureAlgorithm.Ed25519, pair.Value, KeyBlobFormat.RawPublicKey), TestKeys.Shoe)),
    ]);

    /// <summary>
    /// Under a key of small order, R = k·B − h·A with S = k satisfies the equation for some serial: the first whose h is a multiple of 8
    /// makes h·A vanish.
    /// </summary>
    public static string ForgedUri(ushort keyId)
    {
        var key = Encodings[keyId];
        var signature = new byte[64];
        Edwards25519.Base.Encode().CopyTo(signature, 0);
        signature[32] = 1;
        for (var i = 0; ; i++)
        {
            var parts = SignedParts.Of(CrockfordBase32.Encode(i, 12));
            if (Edwards25519.Challenge(signature[..32], key, parts.Message) % 8 == 0)
                return $"HTTPS://ID.EXAMPLE.COM{parts.Tail}?s={SignedParts.DigitsOf(keyId, signature)}";
        }
    }

    /// <summary>
    /// The holder of the key signs with R = r·B + T, T of small order: S = r + h·a satisfies the equation up to T. With r = 0 and T the
    /// identity it satisfies it exactly, and only the rule against R of small order refuses it.
    /// </summary>
    public static byte[] SignWithTorsion(SignedParts parts, BigInteger r, Edwards25519 torsion, byte[]? encodedR = null)
    {
        var encoded = encodedR ?? (r * Edwards25519.Base + torsion).Encode();
        var key = TestKeys.Key(parts.KeyId).PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var s = (r + Edwards25519.Challenge(encoded, key, parts.Message) * Edwards25519.Scalar(TestKeys.Seed(parts.KeyId))) % Edwards25519.L;
        return [.. encoded, .. Edwards25519.Little(s)];
    }
}
