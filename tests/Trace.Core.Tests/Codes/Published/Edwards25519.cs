using System.Numerics;
using System.Security.Cryptography;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>Just enough of the curve to make signatures that a careless verifier takes. Slow, and only for tests.</summary>
/// <remarks>Source: RFC 8032 section 5.1.</remarks>
internal readonly record struct Edwards25519(BigInteger X, BigInteger Y)
{
    public static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    public static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);

    private static readonly BigInteger D = Mod(-121665 * Inverse(121666));

    public static readonly Edwards25519 Identity = new(BigInteger.Zero, BigInteger.One);

    public static Edwards25519 Base { get; } = FromY(Mod(4 * Inverse(5)), odd: false);

    /// <summary>(0, −1).</summary>
    public static Edwards25519 Order2 { get; } = new(BigInteger.Zero, P - 1);

    /// <summary>(√−1, 0).</summary>
    public static Edwards25519 Order4 { get; } = FromY(BigInteger.Zero, odd: false);

    /// <summary>A point of order 8: L times a point that is not in the group of order L.</summary>
    public static Edwards25519 Order8 { get; } = FindOrder8();

    public static Edwards25519 operator +(Edwards25519 a, Edwards25519 b)
    {
        var t = Mod(D * a.X % P * b.X % P * a.Y % P * b.Y);
        return new(
            Mod((a.X * b.Y + b.X * a.Y) * Inverse(1 + t)),
            Mod((a.Y * b.Y + a.X * b.X) * Inverse(1 - t)));
    }

    public static Edwards25519 operator *(BigInteger scalar, Edwards25519 point)
    {
        var result = Identity;
        for (; scalar > 0; scalar >>= 1, point += point)
        {
            if (!scalar.IsEven)
                result += point;
        }

        return result;
    }

    public byte[] Encode() => Little(Y + (X.IsEven ? 0 : BigInteger.Pow(2, 255)));

    public static byte[] Little(BigInteger value)
    {
        var bytes = new byte[32];
        value.ToByteArray(isUnsigned: true).CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>The secret scalar of a seed.</summary>
    public static BigInteger Scalar(byte[] seed)
    {
        var half = SHA512.HashData(seed)[..32];
        half[0] &= 248;
        half[31] = (byte)((half[31] & 127) | 64);
        return new BigInteger(half, isUnsigned: true);
    }

    /// <summary>SHA-512(R ‖ A ‖ M) modulo L.</summary>
    public static BigInteger Challenge(byte[] r, byte[] a, byte[] message) =>
        new BigInteger(SHA512.HashData([.. r, .. a, .. message]), isUnsigned: true) % L;

    private static Edwards25519 FindOrder8()
    {
        for (var y = 2; ; y++)
        {
            if (TryFromY(y, out var point) && L * point is var torsion && 4 * torsion != Identity)
                return torsion;
        }
    }

    private static Edwards25519 FromY(BigInteger y, bool odd)
    {
        if (!TryFromY(y, out var point))
            throw new ArgumentException("Not on the curve.", nameof(y));
        return point.X.IsEven == odd ? new(P - point.X, y) : point;
    }

    private static bool TryFromY(BigInteger y, out Edwards25519 point)
    {
        var square = Mod((y * y - 1) * Inverse(D * y * y + 1));
        var x = BigInteger.ModPow(square, (P + 3) / 8, P);
        if (x * x % P != square)
            x = x * BigInteger.ModPow(2, (P - 1) / 4, P) % P;
        point = new(x, y);
        return x * x % P == square;
    }

    private static BigInteger Mod(BigInteger value) => ((value % P) + P) % P;

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);
}
