using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A brand's own keys in the hands of a test: signs what the service would never issue.</summary>
internal sealed class BrandSigner(KeySet keys, long brandId)
{
    public static async Task<BrandSigner> OfAsync(RunningServer server, TestBrand brand)
    {
        Assert.True(PublicId.TryParse(brand.Id, out var brandId));
        return new BrandSigner(await server.Services.GetRequiredService<BrandKeys>().GetAsync(), brandId);
    }

    public long BrandId => brandId;

    public ushort KeyId => keys.ActiveSigningKey(brandId)!.KeyId;

    /// <summary>A good signature over a tail such as <c>/01/{gtin}/21/{serial}</c>, as a whole URI.</summary>
    public string Uri(string tail) => UriWith(tail, Sign(tail, KeyId));

    /// <summary>The same signature under another key's number.</summary>
    public string UriOfKey(string tail, ushort keyId) => UriWith(tail, Sign(tail, keyId));

    /// <summary>The serial of a unit, whether or not there is such a unit.</summary>
    public string Serial(string gtin, uint batchNumber, uint index) => Cipher(gtin).Encrypt(UnitId.Of(batchNumber, index));

    public UnitId Unit(string gtin, string serial) =>
        Cipher(gtin).TryDecrypt(serial.AsSpan(0, SerialCipher.SerialLength), out var unit) ? unit : throw new ArgumentException($"{serial} is no derived serial.", nameof(serial));

    /// <summary>The serial of a compact code, MAC and all.</summary>
    public string CompactSerial(string gtin, uint batchNumber, uint index)
    {
        var mac = keys.OpenMacKey(brandId, keys.MacGenerations(brandId).First())!;
        using var template = new CodeTemplate(CodeProfile.Compact, "HTTPS://ID.ACME.EXAMPLE", Parse(gtin), lot: null, expiry: null, Cipher(gtin), mac, keyId: 0);
        return template.Serial(UnitId.Of(batchNumber, index));
    }

    public static Gtin Parse(string gtin) => Gtin.TryParse(gtin, out var parsed) ? parsed : throw new ArgumentException($"{gtin} is no GTIN.", nameof(gtin));

    private SerialCipher Cipher(string gtin) => keys.FindCipher(brandId, keys.SerialGenerations(brandId).First(), Parse(gtin))!;

    private string Sign(string tail, ushort keyId)
    {
        var bytes = new byte[CodeSignature.SizeBytes];
        using var key = keys.Open(keys.ActiveSigningKey(brandId)!);
        SignedCode.Sign(key, keyId, Encoding.ASCII.GetBytes(tail), bytes);
        var digits = new byte[CodeSignature.DigitCount];
        CodeSignature.WriteDigits(bytes, digits);
        return Encoding.ASCII.GetString(digits);
    }

    private static string UriWith(string tail, string digits) =>
        $"HTTPS://ID.ACME.EXAMPLE{tail}{(tail.Contains('?', StringComparison.Ordinal) ? '&' : '?')}s={digits}";
}
