using System.Text;
using System.Text.Json;
using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The key document, written and read; what is refused is in <see cref="KeyDocumentVectors"/>.</summary>
public sealed class KeyRingTests
{
    [Fact]
    public void A_written_document_reads_back_as_it_was()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(TestKeys.Ring.ToDocument(), KeysJson.Default.KeysDocument);
        Assert.True(KeyRing.TryParse(json, out var ring, out var problem), problem);
        Assert.Equal(json, JsonSerializer.SerializeToUtf8Bytes(ring.ToDocument(), KeysJson.Default.KeysDocument));
        Assert.All(TestKeys.Ring.Keys, key =>
        {
            Assert.True(ring.TryFind(key.KeyId, out var found));
            Assert.Equal(key with { Gtins = found.Gtins, Prefixes = found.Prefixes }, found);
            Assert.Equal(key.Gtins.Order(StringComparer.Ordinal), found.Gtins.Order(StringComparer.Ordinal));
            Assert.Equal(key.Prefixes, found.Prefixes);
        });
        Assert.False(ring.TryFind(TestKeys.Unlisted, out _));
    }

    [Fact]
    public void A_key_signs_for_its_gtins_and_prefixes_and_nothing_else()
    {
        bool Holds(ushort id, string gtin) => TestKeys.Ring.TryFind(id, out var key) && key.Holds(TestKeys.Gtin(gtin));
        Assert.True(Holds(TestKeys.Active, TestKeys.Shoe));
        Assert.False(Holds(TestKeys.Active, TestKeys.Bag));
        Assert.True(Holds(TestKeys.Retired, TestKeys.Shoe));
        Assert.True(Holds(TestKeys.Retired, TestKeys.Bag));
        Assert.False(Holds(TestKeys.Retired, "00012345678905"));
    }

    [Fact]
    public void Every_refusal_says_why() => Assert.All(KeyDocumentVectors.All.Where(vector => vector.Keys == null), vector =>
    {
        Assert.False(KeyRing.TryParse(vector.Json, out var ring, out var problem));
        Assert.Null(ring);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("Trace.Core", problem, StringComparison.Ordinal);
    });

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(TestKeys.Ring.ToDocument(), KeysJson.Default.KeysDocument);
        Assert.True(KeyRing.TryParse(document, out _, out _));
        Assert.False(KeyRing.TryParse([0xFF, .. document], out _, out _));
        // Inside a string that is looked at.
        var brand = Encoding.UTF8.GetString(document).IndexOf("Test brand", StringComparison.Ordinal);
        document[brand] = 0xFF;
        Assert.False(KeyRing.TryParse(document, out _, out _));
        Assert.False(KeyRing.TryParse(Encoding.UTF8.GetBytes("""{"keys":[{"keyId":1,"publicKey":"\ud800"}]}"""), out _, out _));
    }

    /// <summary>A good document with bytes changed, cut and put in: read or refused, never an exception.</summary>
    [Fact]
    public void Nothing_makes_the_reader_throw()
    {
        var document = JsonSerializer.SerializeToUtf8Bytes(TestKeys.Ring.ToDocument(), KeysJson.Default.KeysDocument);
        var pieces = new[] { "\"", "{", "}", "[", "]", ",", ":", "null", "1", "\\u0000", "\"keys\"", "\"gtins\":[null],", "\"prefixes\":[\"\"],", "\uFFFD", "-" };
        Gen.Select(Gen.Int[0, document.Length - 1], Gen.Int[0, 40], Gen.OneOf(pieces), Gen.Byte).Sample(
            (at, cut, piece, other) =>
            {
                var rest = document[Math.Min(at + cut, document.Length)..];
                byte[] hostile = other < 128 ? [.. document[..at], .. Encoding.UTF8.GetBytes(piece), .. rest] : [.. document[..at], other, .. rest];
                return KeyRing.TryParse(hostile, out var ring, out var problem) == (ring != null) && (ring == null) == (problem.Length > 0);
            },
            iter: 20_000);
    }
}
