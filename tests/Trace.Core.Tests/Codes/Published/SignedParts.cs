using System.Text;
using Trace.Core.Codes;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>What a code says, signed with a test key.</summary>
internal sealed record SignedParts(
    ushort KeyId, string Gtin, string Serial, string? Lot, string? Variant, IReadOnlyList<AttributeValue> Attributes)
{
    public string Tail => CanonicalTail.Build(TestKeys.Gtin(Gtin), Variant, Lot, Serial, Attributes);

    public byte[] Message => Encoding.ASCII.GetBytes("trace-code-v1\n" + Tail);

    public byte[] Bytes
    {
        get
        {
            var bytes = new byte[CodeSignature.SizeBytes];
            SignedCode.Sign(TestKeys.Key(KeyId), KeyId, Encoding.ASCII.GetBytes(Tail), bytes);
            return bytes;
        }
    }

    public byte[] Signature => CodeSignature.Signature(Bytes).ToArray();

    public string Digits => DigitsOf(Bytes);

    /// <summary>The code as it is printed.</summary>
    public string Uri => $"HTTPS://ID.EXAMPLE.COM{Tail}{(Attributes.Count == 0 ? '?' : '&')}s={Digits}";

    public static SignedParts Of(
        string serial = "7K3M9QX2TV4B",
        string? lot = null,
        string? variant = null,
        ushort key = TestKeys.Active,
        string gtin = TestKeys.Shoe,
        params (string Ai, string Value)[] attributes) =>
        new(key, gtin, serial, lot, variant, [.. attributes.Select(pair => new AttributeValue(pair.Ai, pair.Value))]);

    public static string DigitsOf(ReadOnlySpan<byte> bytes)
    {
        var digits = new byte[CodeSignature.DigitCount];
        CodeSignature.WriteDigits(bytes, digits);
        return Encoding.ASCII.GetString(digits);
    }

    /// <summary>The digits of a signature that was made some other way.</summary>
    public static string DigitsOf(ushort keyId, ReadOnlySpan<byte> signature, byte format = CodeSignature.Format) =>
        DigitsOf([format, (byte)(keyId >> 8), (byte)keyId, .. signature]);
}
