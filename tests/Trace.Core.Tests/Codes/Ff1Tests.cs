using System.Diagnostics;
using System.Text;
using CsCheck;
using Org.BouncyCastle.Crypto.Fpe;
using Org.BouncyCastle.Crypto.Parameters;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>FF1 against NIST's samples and against BouncyCastle.</summary>
public sealed class Ff1Tests
{
    private const string Key128 = "2B7E151628AED2A6ABF7158809CF4F3C";
    private const string Key192 = Key128 + "EF4359D8D580AA4F";
    private const string Key256 = Key192 + "7F036D6F04FC6A94";
    private const string DigitTweak = "39383736353433323130";
    private const string LetterTweak = "3737373770717273373737";

    private static readonly Gen<byte[]> Key = Gen.Byte.Array[32];

    /// <summary>Source: NIST, FF1samples.pdf, the samples of SP 800-38G, 1 to 9 in its order.</summary>
    public static TheoryData<string, int, string, string, string> Samples => new()
    {
        { Key128, 10, "", "0123456789", "2433477484" },
        { Key128, 10, DigitTweak, "0123456789", "6124200773" },
        { Key128, 36, LetterTweak, "0123456789abcdefghi", "a9tv40mll9kdu509eum" },
        { Key192, 10, "", "0123456789", "2830668132" },
        { Key192, 10, DigitTweak, "0123456789", "2496655549" },
        { Key192, 36, LetterTweak, "0123456789abcdefghi", "xbj3kv35jrawxv32ysr" },
        { Key256, 10, "", "0123456789", "6657667009" },
        { Key256, 10, DigitTweak, "0123456789", "1001623463" },
        { Key256, 36, LetterTweak, "0123456789abcdefghi", "xs8a0azh2avyalyzuwd" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_sample_of_nist_comes_out_as_published(string key, int radix, string tweak, string plain, string cipher)
    {
        using var ff1 = new Ff1(Convert.FromHexString(key), radix, plain.Length, Convert.FromHexString(tweak));
        var numerals = Numerals(plain);
        ff1.Encrypt(numerals);
        Assert.Equal(Numerals(cipher), numerals);
        ff1.Decrypt(numerals);
        Assert.Equal(Numerals(plain), numerals);
        Assert.Equal(Numerals(cipher), BouncyCastle(encrypt: true, Convert.FromHexString(key), radix, Convert.FromHexString(tweak), Numerals(plain)));
    }

    [Fact, Trait("Process", "own")]
    public async Task Where_the_processor_has_no_instructions_for_it_the_samples_come_out_too()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-noLogo", "-class", typeof(Ff1Tests).FullName!, "-trait-", "Process=own"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableHWIntrinsic"] = "0";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output);
    }

    [Fact]
    public void For_our_parameters_it_does_what_bouncy_castle_does() => Gen.Select(Key, Gen.Byte[0, 31].Array[12], Gen.String[Gen.Char['0', '9'], 14, 14]).Sample(
        (key, plain, gtin) =>
        {
            var tweak = Encoding.ASCII.GetBytes(gtin);
            using var ff1 = new Ff1(key, 32, 12, tweak);
            var numerals = plain.ToArray();
            ff1.Encrypt(numerals);
            var same = numerals.AsSpan().SequenceEqual(BouncyCastle(encrypt: true, key, 32, tweak, plain));
            var decrypted = plain.ToArray();
            ff1.Decrypt(decrypted);
            same &= decrypted.AsSpan().SequenceEqual(BouncyCastle(encrypt: false, key, 32, tweak, plain));
            ff1.Decrypt(numerals);
            return same && numerals.AsSpan().SequenceEqual(plain);
        },
        iter: 2000);

    /// <summary>Other radices, lengths and tweaks: what a mistake in padding or block counts would show.</summary>
    [Fact]
    public void For_other_parameters_it_does_what_bouncy_castle_does() => Gen.Select(Key, Gen.Int[2, 256], Gen.Int[2, 14], Gen.Byte.Array[0, 60], Gen.Int[0, int.MaxValue]).Sample(
        (key, radix, length, tweak, seed) =>
        {
            // SP 800-38G asks for radix^length of at least 100 (1,000,000 in its first revision).
            while (Math.Pow(radix, length) < 1_000_000)
                length++;
            var plain = Enumerable.Range(0, length).Select(i => (byte)((uint)(seed * (i + 7L) >> 3) % (uint)radix)).ToArray();
            if (System.Numerics.BigInteger.Pow(radix, (length + 1) / 2) >= System.Numerics.BigInteger.Pow(2, 62))
                return;
            using var ff1 = new Ff1(key, radix, length, tweak);
            var numerals = plain.ToArray();
            ff1.Encrypt(numerals);
            Assert.Equal(BouncyCastle(encrypt: true, key, radix, tweak, plain), numerals);
            ff1.Decrypt(numerals);
            Assert.Equal(plain, numerals);
        },
        iter: 2000);

    /// <summary>The negative control: neither key nor tweak nor a single numeral is without effect.</summary>
    [Fact]
    public void Another_key_tweak_or_numeral_gives_another_text()
    {
        var key = Convert.FromHexString(Key256);
        var results = new[] { (key, "09506000134352", (byte)0), ([.. key[..31], (byte)0], "09506000134352", (byte)0), (key, "09506000134369", (byte)0), (key, "09506000134352", (byte)1) }
            .Select(input =>
            {
                using var ff1 = new Ff1(input.Item1, 32, 12, Encoding.ASCII.GetBytes(input.Item2));
                byte[] numerals = [.. new byte[11], input.Item3];
                ff1.Encrypt(numerals);
                return Convert.ToHexString(numerals);
            });
        Assert.Distinct(results);
    }

    [Fact]
    public void One_cipher_serves_many_threads()
    {
        using var ff1 = new Ff1(Convert.FromHexString(Key256), 32, 12, "09506000134352"u8);
        var expected = Encrypted(ff1, 0);
        Parallel.For(0, 20_000, i =>
        {
            if (i % 2 == 0)
                Encrypted(ff1, (byte)(i % 31));
            else
                Assert.Equal(expected, Encrypted(ff1, 0));
        });

        static byte[] Encrypted(Ff1 ff1, byte last)
        {
            byte[] numerals = [.. new byte[11], last];
            ff1.Encrypt(numerals);
            return numerals;
        }
    }

    [Fact]
    public void Misuse_throws()
    {
        var key = Convert.FromHexString(Key256);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ff1(key, 1, 12, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ff1(key, 257, 12, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ff1(key, 32, 1, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ff1(key, 256, 16, []));
        using var ff1 = new Ff1(key, 32, 12, []);
        Assert.Throws<ArgumentException>(() => ff1.Encrypt(new byte[11]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ff1.Encrypt([.. new byte[11], 32]));
    }

    private static byte[] Numerals(string text) => [.. text.Select(c => (byte)(char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10))];

    private static byte[] BouncyCastle(bool encrypt, byte[] key, int radix, byte[] tweak, byte[] numerals)
    {
        var engine = new FpeFf1Engine();
        engine.Init(encrypt, new FpeParameters(new KeyParameter(key), radix, tweak));
        var output = new byte[numerals.Length];
        engine.ProcessBlock(numerals, 0, numerals.Length, output, 0);
        return output;
    }
}
