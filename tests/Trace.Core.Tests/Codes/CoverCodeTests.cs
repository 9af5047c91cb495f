using System.Text;
using System.Text.Json;
using CsCheck;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>Covered codes, against the published table, which Python made.</summary>
public sealed class CoverCodeTests
{
    private static readonly IReadOnlyList<JsonElement> Cases =
        [.. JsonDocument.Parse(File.ReadAllText(Repository.File("api-specs", "vectors", "cover-codes.json"))).RootElement.GetProperty("cases").EnumerateArray()];

    [Fact]
    public void Covers_are_those_of_an_independent_implementation()
    {
        Assert.Equal(20, Cases.Count);
        Assert.All(Cases, vector =>
        {
            using var key = KeyOf(vector);
            var message = Encoding.ASCII.GetString(Convert.FromHexString(Text(vector, "messageHex")));
            Assert.StartsWith($"trace-cover-v1\n/01/{Text(vector, "gtin")}/21/", message, StringComparison.Ordinal);
            Assert.Equal(Text(vector, "cover"), CoverCode.Make(key, GtinOf(vector), Text(vector, "serial")));
        });
    }

    /// <summary>Another key, product or serial has another cover.</summary>
    [Fact]
    public void No_cover_is_that_of_another_unit() => Assert.Equal(Cases.Count, Cases.Select(vector => Text(vector, "cover")).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void A_cover_is_read_as_people_type_it()
    {
        using var key = KeyOf(Cases[0]);
        var (gtin, serial, cover) = (GtinOf(Cases[0]), Text(Cases[0], "serial"), Text(Cases[0], "cover"));
        var lookAlikes = string.Concat(cover.Select(character => character switch { '0' => 'o', '1' => 'l', _ => char.ToLowerInvariant(character) }));
        foreach (var typed in new[] { cover, $" {cover[..5]}-{cover[5..]}\n", $"{cover[..4]} {cover[4..7]}\u00A0{cover[7..]}", lookAlikes })
            Assert.True(CoverCode.Verify(key, gtin, serial, typed), typed);
        Assert.Equal("0011ABCDEF", CoverCode.Normalize("oO-iL abcdef"));
    }

    [Fact]
    public void Any_changed_character_and_any_other_text_does_not_hold()
    {
        using var key = KeyOf(Cases[0]);
        var (gtin, serial, cover) = (GtinOf(Cases[0]), Text(Cases[0], "serial"), Text(Cases[0], "cover"));
        for (var place = 0; place < CoverCode.Length; place++)
        {
            foreach (var other in CrockfordBase32.Alphabet.Where(other => other != cover[place]))
                Assert.False(CoverCode.Verify(key, gtin, serial, $"{cover[..place]}{other}{cover[(place + 1)..]}"));
        }

        Gen.String[Gen.Char, 0, 24].Sample(text => !CoverCode.Verify(key, gtin, serial, text));
        Assert.All(new[] { "", cover[..9], cover + "0" }, text => Assert.False(CoverCode.Verify(key, gtin, serial, text)));
    }

    private static Key KeyOf(JsonElement vector) => Key.Import(CoverCode.Algorithm, Convert.FromHexString(Text(vector, "keyHex")), KeyBlobFormat.RawSymmetricKey);

    private static Gtin GtinOf(JsonElement vector) => Gtin.TryParse(Text(vector, "gtin"), out var gtin) ? gtin : throw new InvalidOperationException("This is no GTIN.");

    private static string Text(JsonElement vector, string member) => vector.GetProperty(member).GetString()!;
}
