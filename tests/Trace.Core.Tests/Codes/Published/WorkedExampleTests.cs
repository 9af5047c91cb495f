using System.Globalization;
using System.Text.RegularExpressions;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>The examples on <c>api-specs/code-format.md</c> are true.</summary>
public sealed partial class WorkedExampleTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("api-specs", "code-format.md"));

    [Fact]
    public void Every_value_of_the_worked_example_is_the_one_the_code_makes()
    {
        var unit = UnitId.Of(0x0ABCDEF, 42);
        using var cipher = new SerialCipher(SerialVectors.Key(1), TestKeys.Gtin(TestKeys.Shoe));
        var serial = cipher.Encrypt(unit);
        var parts = SignedParts.Of(serial);

        AssertRow("unit id", unit.Value.ToString(CultureInfo.InvariantCulture));
        AssertRow("A, B at the start", string.Create(CultureInfo.InvariantCulture, $"{unit.Value >> 30}, {unit.Value & ((1 << 30) - 1)}"));
        AssertRow("serial key", Hex(SerialVectors.Key(1)));
        AssertRow("serial", serial);
        AssertRow("tail", parts.Tail);
        AssertRow("message", Hex(parts.Message));
        AssertRow("seed of key 1", Hex(TestKeys.Seed(TestKeys.Active)));
        AssertRow("public key", Hex(TestKeys.Key(TestKeys.Active).PublicKey.Export(KeyBlobFormat.RawPublicKey)));
        AssertRow("R", Hex(parts.Signature.AsSpan(0, 32)));
        AssertRow("S", Hex(parts.Signature.AsSpan(32)));
        AssertRow("67 bytes", Hex(parts.Bytes));
        AssertRow("digits", parts.Digits);
        AssertRow("label", parts.Uri);
    }

    [Fact]
    public void Every_value_of_the_compact_example_is_the_one_the_code_makes()
    {
        using var key = CompactVectors.ImportKey(1);
        var message = System.Text.Encoding.ASCII.GetBytes($"trace-code-v1c\n/01/{TestKeys.Shoe}/21/RN962QM2E545");
        Span<char> mac = stackalloc char[CompactCode.MacLength];
        CompactCode.WriteMac(key, TestKeys.Gtin(TestKeys.Shoe), "RN962QM2E545", mac);

        AssertRow("MAC key", Hex(CompactVectors.KeyBytes(1)));
        AssertRow("message", Hex(message));
        AssertRow("BLAKE2b", Hex(CompactCode.Algorithm.Mac(key, message)));
        AssertRow("first 40 bits as 8 characters", new string(mac));
        AssertRow("code", $"HTTPS://ID.EXAMPLE/01/{TestKeys.Shoe}/21/RN962QM2E545{mac}");
    }

    [Fact]
    public void The_points_of_order_8_on_the_page_are_those_of_the_curve()
    {
        var torsion = Edwards25519.Order8;
        var ys = new[] { torsion, 3 * torsion }.Select(point => Hex(Edwards25519.Little(point.Y))).Order(StringComparer.Ordinal);
        Assert.Equal(["26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"], ys);
        Assert.All(ys, y => Assert.Contains($"`{y}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_key_document_on_the_page_is_taken()
    {
        var document = KeyDocument().Match(Page).Value;
        Assert.True(KeyRing.TryParse(System.Text.Encoding.UTF8.GetBytes(document), out var ring, out var problem), problem);
        Assert.Equal(Hex(TestKeys.Key(TestKeys.Active).PublicKey.Export(KeyBlobFormat.RawPublicKey)), Hex(Assert.Single(ring.Keys).PublicKey.Export(KeyBlobFormat.RawPublicKey)));
    }

    private static void AssertRow(string step, string value) =>
        Assert.True(Page.Contains($"| {step} | `{value}` |", StringComparison.Ordinal) || Page.Contains($"| {step} | {value} |", StringComparison.Ordinal), $"api-specs/code-format.md should have the row | {step} | `{value}` |");

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    [GeneratedRegex("\\{\"keys\":\\[[^]]*\\][^]]*\\]\\}", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex KeyDocument();
}
