using System.Globalization;
using System.Numerics;
using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>67 bytes and their 162 digits, against BigInteger.</summary>
public sealed class CodeSignatureTests
{
    private static readonly Gen<byte[]> Bytes = Gen.Byte.Array[CodeSignature.SizeBytes];

    [Fact]
    public void Bytes_become_the_digits_that_big_integer_writes() => Bytes.Sample(bytes =>
        SignedParts.DigitsOf(bytes) == new BigInteger(bytes, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture).PadLeft(162, '0'));

    [Fact]
    public void Digits_become_the_bytes_they_were_written_from() => Bytes.Sample(bytes =>
    {
        bytes[0] = CodeSignature.Format;
        var read = new byte[CodeSignature.SizeBytes];
        return CodeSignature.TryReadDigits(SignedParts.DigitsOf(bytes), read, out var problem) && problem.Length == 0 && read.AsSpan().SequenceEqual(bytes);
    });

    /// <summary>Any 162 digits: read if and only if the number has format byte 1, and then back to the same digits.</summary>
    [Fact]
    public void Of_any_digits_exactly_those_of_format_1_are_read()
    {
        var lead = Gen.OneOf("000", "0008", "00087", "00175", "0017", "2249", "2250", "9");
        Gen.Select(lead, Gen.String[Gen.Char['0', '9'], 162, 162]).Sample((start, rest) =>
        {
            var digits = (start + rest)[..162];
            var read = CodeSignature.TryReadDigits(digits, new byte[CodeSignature.SizeBytes], out var problem);
            return read == (BigInteger.Parse(digits, CultureInfo.InvariantCulture) >> 528 == 1) && read == (problem.Length == 0);
        });
    }

    [Theory]
    [InlineData(0, "has 0 characters")]
    [InlineData(161, "has 161 characters")]
    [InlineData(163, "has 163 characters")]
    public void Another_length_is_refused(int length, string problem) => AssertRefused(new string('1', length), problem);

    [Fact]
    public void Text_is_refused_with_the_reason()
    {
        AssertRefused(new string('1', 161) + "x", "not a decimal digit");
        AssertRefused("\u0661" + new string('1', 161), "not a decimal digit");
        AssertRefused(new string('9', 162), "larger than 67 bytes");
        AssertRefused(BigInteger.Pow(2, 536).ToString(CultureInfo.InvariantCulture), "larger than 67 bytes");
        AssertRefused((BigInteger.Pow(2, 536) - 1).ToString(CultureInfo.InvariantCulture), "has format 255");
        AssertRefused(new string('0', 162), "has format 0");
    }

    [Fact]
    public void Key_id_and_signature_stand_where_the_format_says()
    {
        byte[] bytes = [1, 0xAB, 0xCD, .. Enumerable.Range(0, 64).Select(i => (byte)i)];
        Assert.Equal(0xABCD, CodeSignature.KeyId(bytes));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (byte)i), CodeSignature.Signature(bytes).ToArray());
    }

    private static void AssertRefused(string digits, string problem)
    {
        Assert.False(CodeSignature.TryReadDigits(digits, new byte[CodeSignature.SizeBytes], out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }
}
