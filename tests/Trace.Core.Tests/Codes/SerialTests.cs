using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Tests.Codes.Published;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>Unit ids, base 32 and the serials made of them.</summary>
public sealed class SerialTests
{
    private static readonly Gen<UnitId> Unit = Gen.Select(Gen.UInt[0, UnitId.BatchNumberLimit - 1], Gen.UInt).Select(UnitId.Of);

    [Fact]
    public void A_unit_id_is_60_bits_of_batch_number_and_index()
    {
        Unit.Sample(unit => unit.Value is >= 0 and < 1L << 60 && UnitId.Of(unit.BatchNumber, unit.Index) == unit);
        Assert.Equal((1L << 60) - 1, UnitId.Of(UnitId.BatchNumberLimit - 1, uint.MaxValue).Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => UnitId.Of(UnitId.BatchNumberLimit, 0));
    }

    [Fact]
    public void Base_32_writes_and_reads_every_number_of_up_to_60_bits()
    {
        Gen.Select(Gen.Long[0, (1L << 60) - 1], Gen.Int[1, 12]).Sample((value, length) =>
        {
            var part = value & ((1L << (5 * length)) - 1);
            return CrockfordBase32.TryDecode(CrockfordBase32.Encode(part, length), out var read) && read == part;
        });
        Assert.Equal("0123456789ABCDEFGHJKMNPQRSTVWXYZ", CrockfordBase32.Alphabet);
        Assert.Equal("00000000000Z", CrockfordBase32.Encode(31, 12));
        Assert.Equal("000000000010", CrockfordBase32.Encode(32, 12));
    }

    [Fact]
    public void Base_32_reads_no_other_character()
    {
        for (var character = '\0'; character < 0x400; character++)
            Assert.Equal(CrockfordBase32.Alphabet.Contains(character, StringComparison.Ordinal), CrockfordBase32.TryDecode([character], out _));
        Assert.False(CrockfordBase32.TryDecode("", out _));
        Assert.False(CrockfordBase32.TryDecode("0000000000000", out _));
        Assert.False(CrockfordBase32.TryDecode("\uFF10", out _));
    }

    [Fact]
    public void A_serial_decrypts_to_its_unit_and_every_serial_to_one()
    {
        using var cipher = Cipher();
        Unit.Sample(unit => cipher.TryDecrypt(cipher.Encrypt(unit), out var read) && read == unit);
        Gen.Long[0, (1L << 60) - 1].Select(value => CrockfordBase32.Encode(value, 12)).Sample(serial => cipher.TryDecrypt(serial, out var unit) && cipher.Encrypt(unit) == serial);
    }

    /// <summary>Neighbours in a batch tell nothing: no two serials are alike, and all characters occur at all places.</summary>
    [Fact]
    public void Serials_of_a_batch_differ_and_use_the_whole_alphabet_at_every_place()
    {
        using var cipher = Cipher();
        var serials = Enumerable.Range(0, 5000).Select(index => cipher.Encrypt(UnitId.Of(77, (uint)index))).ToList();
        Assert.Distinct(serials);
        for (var place = 0; place < SerialCipher.SerialLength; place++)
            Assert.Equal(32, serials.Select(serial => serial[place]).Distinct().Count());
    }

    [Fact]
    public void Another_key_or_gtin_gives_other_serials()
    {
        using var one = Cipher();
        using var otherGtin = new SerialCipher(SerialVectors.Key(1), TestKeys.Gtin(TestKeys.Bag));
        using var otherKey = new SerialCipher(SerialVectors.Key(2), TestKeys.Gtin(TestKeys.Shoe));
        Unit.Sample(unit => one.Encrypt(unit) != otherGtin.Encrypt(unit) && one.Encrypt(unit) != otherKey.Encrypt(unit));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7K3M9QX2TV4")]
    [InlineData("7K3M9QX2TV4B0")]
    [InlineData("7k3m9qx2tv4b")]
    [InlineData("OK3M9QX2TV4B")]
    public void Another_text_is_no_serial(string text)
    {
        using var cipher = Cipher();
        Assert.False(cipher.TryDecrypt(text, out _));
    }

    [Fact]
    public void A_key_of_another_length_throws() =>
        Assert.Throws<ArgumentException>(() => new SerialCipher(new byte[16], TestKeys.Gtin(TestKeys.Shoe)));

    private static SerialCipher Cipher() => new(SerialVectors.Key(1), TestKeys.Gtin(TestKeys.Shoe));
}
