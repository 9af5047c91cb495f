using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Labels;
using Xunit;

namespace Trace.Core.Tests.Labels;

/// <summary>What <see cref="QrBits"/> counts is what the encoder needs.</summary>
public sealed class QrBitsTests
{
    /// <summary>Data codewords of level M, versions 1 to 40 (ISO/IEC 18004:2015, table 7).</summary>
    private static readonly int[] DataCodewords =
    [
        16, 28, 44, 64, 86, 108, 124, 154, 182, 216, 254, 290, 334, 365, 415, 453, 507, 563, 627, 669,
        714, 782, 860, 914, 1000, 1062, 1128, 1193, 1267, 1373, 1455, 1541, 1631, 1725, 1812, 1914, 1992, 2102, 2216, 2334,
    ];

    /// <summary>Runs of digits, capitals and other characters, because runs decide where an encoder changes its mode.</summary>
    private static readonly Gen<string> Text = Gen.Select(Gen.OneOf("0123456789", "ABC:/.%", "abc?=_~"), Gen.Int[1, 20], (kind, length) => Gen.String[Gen.Char[kind], length, length])
        .SelectMany(run => run).Array[1, 14].Select(string.Concat);

    [Fact]
    public void The_version_follows_from_the_bits() => Gen.Select(Text, Gen.Int[1, 10]).Sample(
        (text, times) =>
        {
            var repeated = string.Concat(Enumerable.Repeat(text, times));
            var version = Enumerable.Range(1, 40).First(version => QrBits.Of(repeated, version) <= 8 * DataCodewords[version - 1]);
            Assert.Equal(version, QrSymbol.VersionOf(repeated));
        },
        iter: 2000);

    [Fact]
    public void A_code_without_its_signature_takes_the_same_bits() => Gen.Select(Gen.OneOf(CodeProfile.Signed, CodeProfile.Compact), Gen.String[Gen.Char['0', '_'], 1, 20]).Sample(
        (profile, serial) =>
        {
            using var batch = new BatchLabels(profile, "ID.EXAMPLE.COM");
            foreach (var version in QrBits.GroupVersions.ToArray())
                Assert.Equal(QrBits.Of(batch.Template.Uri(serial), version), QrBits.Of(batch.Template.UnsignedUri(serial), version));
        },
        iter: 200);

    [Fact]
    public void The_widest_serial_takes_at_least_the_bits_of_every_derived_one() => Gen.Select(
        Gen.OneOf(CodeProfile.Signed, CodeProfile.Compact),
        Gen.String[Gen.Char["01234567890123456789012345678901234567890ABCDEFGHJKMNPQRSTVWXYZ"], 20, 20]).Sample(
        (profile, serial) =>
        {
            using var batch = new BatchLabels(profile, "ID.EXAMPLE.COM");
            var (uri, widest) = (batch.Template.Uri(serial[..batch.Template.WidestSerial.Length]), batch.Widest.Uri);
            foreach (var version in QrBits.GroupVersions.ToArray())
                Assert.InRange(QrBits.Of(uri, version), 1, QrBits.Of(widest, version));
        },
        iter: 2000);
}
