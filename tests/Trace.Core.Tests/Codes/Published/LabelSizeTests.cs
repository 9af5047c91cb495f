using System.Globalization;
using CsCheck;
using Trace.Core.Labels;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Codes.Published;

/// <summary>The table of QR versions on <c>api-specs/code-format.md</c>, measured.</summary>
public sealed class LabelSizeTests
{
    private const int LongestHost = 253;
    private static readonly string Page = File.ReadAllText(Repository.File("api-specs", "code-format.md"));

    /// <summary>The texts with the most bits of their kind: no digits that could make a numeric segment beside those of every code.</summary>
    public static TheoryData<string, string, int[]> Rows => new()
    {
        { "GTIN, serial", Signed(SignedParts.Of("ZZZZZZZZZZZZ")), [6, 7, 8, 9] },
        { "and expiry", Signed(SignedParts.Of("ZZZZZZZZZZZZ", attributes: ("17", "271231"))), [6, 7, 8, 9] },
        { "and lot of 6, expiry", Signed(SignedParts.Of("ZZZZZZZZZZZZ", lot: "LLLLLL", attributes: ("17", "271231"))), [6, 7, 8, 9] },
        { "and lot of 20, expiry", Signed(SignedParts.Of("ZZZZZZZZZZZZ", lot: new string('L', 20), attributes: ("17", "271231"))), [6, 7, 8, 9] },
        { "and lot of 20 in lower case, expiry", Signed(SignedParts.Of("ZZZZZZZZZZZZ", lot: new string('l', 20), attributes: ("17", "271231"))), [6, 7, 8, 9] },
        { "GTIN, serial of 20", $"HTTPS://{{0}}/01/{TestKeys.Shoe}/21/ZZZZZZZZZZZZZZZZZZZZ", [2, 3, 4, 5] },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_longest_host_of_each_version_is_the_one_on_the_page(string name, string text, int[] versions)
    {
        var row = $"| {name} | {string.Join(" | ", versions.Select(version => Longest(text, version)))} |";
        Assert.True(Page.Contains(row, StringComparison.Ordinal), $"api-specs/code-format.md should have the row {row}");
    }

    /// <summary>The table counts letters alone; digits, which may become numeric segments, never make a code larger.</summary>
    [Fact]
    public void No_serial_lot_or_host_with_digits_takes_a_larger_version_than_the_page_says() =>
        Gen.Select(Characters(12), Characters(15), Characters(6), Characters(29)).Sample((serial, shortHost, lot, longHost) =>
            QrSymbol.VersionOf(Signed(SignedParts.Of(serial)).Replace("{0}", longHost, StringComparison.Ordinal)) <= 7
            && QrSymbol.VersionOf(Signed(SignedParts.Of(serial, attributes: ("17", "271231"))).Replace("{0}", shortHost, StringComparison.Ordinal)) <= 7
            && QrSymbol.VersionOf(Signed(SignedParts.Of(serial, lot: lot, attributes: ("17", "271231"))).Replace("{0}", longHost[..5], StringComparison.Ordinal)) <= 7);

    private static Gen<string> Characters(int length) => Gen.String[Gen.Char["0123456789ABCDEFGHJKMNPQRSTVWXYZ"], length, length];

    /// <summary>In characters; a dash when not even a host of one fits.</summary>
    private static string Longest(string text, int version)
    {
        var longest = Enumerable.Range(1, LongestHost).TakeWhile(length => QrSymbol.VersionOf(Text(text, length)) <= version).LastOrDefault();
        return longest == 0 ? "–" : longest.ToString(CultureInfo.InvariantCulture);
    }

    private static string Text(string text, int hostLength) => text.Replace("{0}", new string('H', hostLength), StringComparison.Ordinal);

    private static string Signed(SignedParts parts) => parts.Uri.Replace("ID.EXAMPLE.COM", "{0}", StringComparison.Ordinal);
}
