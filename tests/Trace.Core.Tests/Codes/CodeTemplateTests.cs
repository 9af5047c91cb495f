using System.Text;
using System.Text.Json;
using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Trace.Core.Verification;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The codes of a batch: the same bytes every time, and the ones that the signature of the canonical tail gives.</summary>
public sealed class CodeTemplateTests
{
    private const string Origin = "HTTPS://ID.EXAMPLE.COM";
    private const string Set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

    private static readonly Gen<string> Value = Gen.String[Gen.Char[Set82], 1, 20];

    [Fact]
    public void A_code_is_the_canonical_tail_with_its_signature() => Gen.Select(Value.Null(), Gen.OneOf<string?>("271231", "280200", null), Value).Sample((lot, expiry, serial) =>
    {
        using var cipher = Cipher();
        var template = Signed(cipher, lot, expiry);
        var parts = expiry == null ? SignedParts.Of(serial, lot) : SignedParts.Of(serial, lot, attributes: ("17", expiry));
        return template.Uri(serial) == parts.Uri;
    });

    [Fact]
    public void Every_code_of_a_batch_verifies_offline_and_reads_back() => Gen.Select(Gen.UInt[0, UnitId.BatchNumberLimit - 1], Gen.UInt, Value.Null()).Sample((batch, index, lot) =>
    {
        using var cipher = Cipher();
        var template = Signed(cipher, lot, "271231");
        var serial = template.Serial(UnitId.Of(batch, index));
        var verdict = OfflineVerifier.Verify(TestKeys.Ring, template.Uri(serial));
        return verdict.Outcome == OfflineOutcome.Valid && verdict.Code!.Serial == serial && verdict.Code.Lot == lot
            && cipher.TryDecrypt(serial, out var unit) && unit == UnitId.Of(batch, index);
    });

    [Fact]
    public void The_same_batch_gives_the_same_codes_again()
    {
        using var one = Cipher();
        using var two = Cipher();
        for (var index = 0u; index < 50; index++)
        {
            var unit = UnitId.Of(5, index);
            Assert.Equal(Signed(one, "L", null).Uri(Signed(one, "L", null).Serial(unit)), Signed(two, "L", null).Uri(Signed(two, "L", null).Serial(unit)));
        }
    }

    [Theory]
    [InlineData(CodeProfile.Signed)]
    [InlineData(CodeProfile.Compact)]
    public void The_serials_of_many_units_are_those_of_each(CodeProfile profile)
    {
        using var cipher = Cipher();
        using var key = CompactVectors.ImportKey(1);
        var template = profile == CodeProfile.Compact
            ? new CodeTemplate(profile, Origin, TestKeys.Gtin(TestKeys.Shoe), lot: null, expiry: null, cipher, key, keyId: 0)
            : Signed(cipher, lot: null, expiry: null);
        var serials = template.Serials(UnitId.Of(7, 1000), 100);
        Assert.Equal(Enumerable.Range(1000, 100).Select(index => template.Serial(UnitId.Of(7, (uint)index))), serials);
    }

    [Fact]
    public void A_compact_code_has_20_characters_whose_mac_holds()
    {
        using var cipher = Cipher();
        using var key = CompactVectors.ImportKey(1);
        var template = new CodeTemplate(CodeProfile.Compact, Origin, TestKeys.Gtin(TestKeys.Shoe), lot: null, expiry: null, cipher, key, keyId: 0);
        var serial = template.Serial(UnitId.Of(0x0ABCDEF, 42));
        Assert.StartsWith("RN962QM2E545", serial, StringComparison.Ordinal);
        Assert.True(CompactCode.Verify(key, TestKeys.Gtin(TestKeys.Shoe), serial));
        Assert.Equal($"{Origin}/01/{TestKeys.Shoe}/21/{serial}", template.Uri(serial));
        Assert.Throws<ArgumentException>(() => new CodeTemplate(CodeProfile.Compact, Origin, TestKeys.Gtin(TestKeys.Shoe), "L", expiry: null, cipher, key, keyId: 0));
    }

    [Fact]
    public void The_longest_code_fits_the_buffer()
    {
        using var cipher = Cipher();
        var host = "HTTPS://" + new string('A', 253) + ":65535";
        var worst = new string('/', 20);
        var template = new CodeTemplate(CodeProfile.Signed, host, TestKeys.Gtin(TestKeys.Shoe), worst, "271231", cipher, TestKeys.Key(TestKeys.Active), TestKeys.Active);
        Assert.InRange(template.Uri(worst).Length, 500, CodeTemplate.MaxUriBytes);
    }

    [Fact]
    public void Lines_of_codes_are_csv_and_ndjson_of_the_same_codes()
    {
        using var cipher = Cipher();
        var template = Signed(cipher, lot: null, expiry: null);
        var serials = new[] { "A,B", "A\"B", "PLAIN", "\"\"" };
        var chunk = new CodeChunk(7, serials.Length, serials);
        var csv = Text(CodeListFormat.Csv, template, chunk).TrimEnd('\n').Split('\n');
        var ndjson = Text(CodeListFormat.Ndjson, template, chunk).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.Equal($"7,{TestKeys.Shoe},\"A,B\",{template.Uri("A,B")}", csv[0]);
        Assert.Equal($"8,{TestKeys.Shoe},\"A\"\"B\",{template.Uri("A\"B")}", csv[1]);
        Assert.Equal($"9,{TestKeys.Shoe},PLAIN,{template.Uri("PLAIN")}", csv[2]);
        Assert.Equal(serials, ndjson.Select(line => line.GetProperty("serial").GetString()));
        Assert.Equal([7, 8, 9, 10], ndjson.Select(line => line.GetProperty("index").GetInt64()));
        Assert.Equal(serials.Select(template.Uri), ndjson.Select(line => line.GetProperty("uri").GetString()));
        Assert.All(ndjson, line => Assert.Equal(TestKeys.Shoe, line.GetProperty("gtin").GetString()));
    }

    [Fact]
    public void Chunks_cover_an_index_range_without_gap_or_overlap() => Gen.Select(Gen.Long[0, 1L << 32], Gen.Long[0, 5000]).Sample((from, count) =>
    {
        var chunks = CodeLines.Chunks(from, count).ToList();
        return chunks.Sum(chunk => (long)chunk.Count) == count
            && chunks.All(chunk => chunk.Count is > 0 and <= CodeLines.ChunkSize)
            && chunks.Zip(chunks.Skip(1)).All(pair => pair.First.From + pair.First.Count == pair.Second.From)
            && (count == 0 || chunks[0].From == from);
    });

    private static string Text(CodeListFormat format, CodeTemplate template, CodeChunk chunk)
    {
        using var buffer = CodeLines.Write(format, template, batchNumber: 5, chunk);
        return Encoding.ASCII.GetString(buffer.Memory.Span);
    }

    private static CodeTemplate Signed(SerialCipher cipher, string? lot, string? expiry) =>
        new(CodeProfile.Signed, Origin, TestKeys.Gtin(TestKeys.Shoe), lot, expiry, cipher, TestKeys.Key(TestKeys.Active), TestKeys.Active);

    private static SerialCipher Cipher() => new(SerialVectors.Key(1), TestKeys.Gtin(TestKeys.Shoe));
}
