using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Codes the brand never issued, also such as only somebody with a stolen key could make.</summary>
public sealed class ForgedCodeTests
{
    private const string OtherGtin = "09506000134369";
    private const string ThirdGtin = "09506000134376";
    private const string NobodysGtin = "04006381333931";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Serials_that_name_no_unit_of_the_product_are_not_issued_and_all_look_alike(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = OtherGtin, name = "Vinegar" });
        var other = await server.CreateBrandAsync("other", "id.other.example", ThirdGtin);
        var otherSigner = await BrandSigner.OfAsync(server, other);
        var signer = await BrandSigner.OfAsync(server, brand);

        foreach (var (profile, compact) in new[] { ("signed", false), ("compact", true) })
        {
            var batch = signer.Unit(brand.Gtin, BrandBatches.SerialOf(await brand.CodeAsync(profile))).BatchNumber;
            var otherBatch = otherSigner.Unit(ThirdGtin, BrandBatches.SerialOf(await other.CodeAsync(profile))).BatchNumber;
            string Serial(string gtin, uint number, uint index) => compact ? signer.CompactSerial(gtin, number, index) : signer.Serial(gtin, number, index);
            var guesses = new Dictionary<string, (string Gtin, string Serial)>(StringComparer.Ordinal)
            {
                ["a batch that does not exist"] = (brand.Gtin, Serial(brand.Gtin, batch ^ 1, 0)),
                ["an index beyond the batch"] = (brand.Gtin, Serial(brand.Gtin, batch, 1)),
                ["the greatest index"] = (brand.Gtin, Serial(brand.Gtin, batch, uint.MaxValue)),
                ["another product of the brand"] = (OtherGtin, Serial(OtherGtin, batch, 0)),
                ["a batch of another brand"] = (brand.Gtin, Serial(brand.Gtin, otherBatch, 0)),
            };
            var answers = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (what, (gtin, serial)) in guesses)
            {
                var answer = await server.Public.VerifyAsync(compact ? $"https://id.acme.example/01/{gtin}/21/{serial}" : signer.Uri($"/01/{gtin}/21/{serial}"));
                AssertRefused(what, compact ? "mac_valid" : "valid", "unknown_serial", answer);
                answers.Add(answer.GetProperty("reasons").GetRawText());
            }

            Assert.Single(answers);
        }

        // Without a signature a guess at another brand's unit is a guess like any other.
        Assert.Equal(
            (await server.Public.VerifyAsync($"{ThirdGtin} 7K3M9QX2TV4B")).GetProperty("reasons").GetRawText(),
            (await server.Public.VerifyAsync($"{brand.Gtin} 7K3M9QX2TV4B")).GetProperty("reasons").GetRawText());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_moved_to_another_product_is_not_issued(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = OtherGtin, name = "Vinegar" });
        await server.CreateBrandAsync("other", "id.other.example", ThirdGtin);

        var signed = await brand.CodeAsync();
        AssertRefused("own product", "invalid", "signature_invalid", await server.Public.VerifyAsync(signed.Replace(brand.Gtin, OtherGtin, StringComparison.Ordinal)));
        AssertRefused("another brand's product", "invalid", "wrong_key", await server.Public.VerifyAsync(signed.Replace(brand.Gtin, ThirdGtin, StringComparison.Ordinal)));
        AssertRefused("nobody's product", "invalid", "unknown_gtin", await server.Public.VerifyAsync(signed.Replace(brand.Gtin, NobodysGtin, StringComparison.Ordinal)));
        var compact = await brand.CodeAsync("compact");
        AssertRefused("own product", "invalid", "mac_invalid", await server.Public.VerifyAsync(compact.Replace(brand.Gtin, OtherGtin, StringComparison.Ordinal)));
        AssertRefused("another brand's product", "invalid", "mac_invalid", await server.Public.VerifyAsync(compact.Replace(brand.Gtin, ThirdGtin, StringComparison.Ordinal)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Another_brands_key_vouches_for_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", ThirdGtin);
        var (signer, thief) = (await BrandSigner.OfAsync(server, brand), await BrandSigner.OfAsync(server, other));
        var tail = $"/01/{brand.Gtin}/21/{BrandBatches.SerialOf(await brand.CodeAsync())}";

        AssertRefused("its key", "invalid", "wrong_key", await server.Public.VerifyAsync(thief.Uri(tail)));
        AssertRefused("its key under the brand's number", "invalid", "signature_invalid", await server.Public.VerifyAsync(thief.UriOfKey(tail, signer.KeyId)));
        AssertRefused("the brand's key under its number", "invalid", "wrong_key", await server.Public.VerifyAsync(signer.UriOfKey(tail, thief.KeyId)));
        AssertRefused("a key nobody has", "invalid", "unknown_key", await server.Public.VerifyAsync(signer.UriOfKey(tail, 65535)));
        Assert.Equal("issued", (await server.Public.VerifyAsync(signer.Uri(tail))).Text("verdict"));
    }

    /// <summary>A unit has one form of code. A signature makes no compact code out of a signed one, nor the other way round.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_code_of_one_profile_dressed_as_the_other_is_not_issued(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var signer = await BrandSigner.OfAsync(server, brand);
        var signed = signer.Unit(brand.Gtin, BrandBatches.SerialOf(await brand.CodeAsync()));
        var compact = BrandBatches.SerialOf(await brand.CodeAsync("compact"));

        foreach (var (what, signature, reason, code) in new[]
        {
            ("a signed unit with a MAC", "mac_valid", "unknown_serial", $"/01/{brand.Gtin}/21/{signer.CompactSerial(brand.Gtin, signed.BatchNumber, signed.Index)}"),
            ("a compact unit with a signature", "valid", "unknown_serial", signer.Uri($"/01/{brand.Gtin}/21/{compact[..12]}")),
            ("a compact code with a signature", "valid", "unknown_serial", signer.Uri($"/01/{brand.Gtin}/21/{compact}")),
            ("a compact unit without its MAC", "absent", "unknown_serial", $"/01/{brand.Gtin}/21/{compact[..12]}"),
            ("a compact code with a lot", "absent", "not_a_code", $"/01/{brand.Gtin}/10/L1/21/{compact}"),
        })
        {
            AssertRefused(what, signature, reason, await server.Public.VerifyAsync(code));
        }

        for (var i = 0; i < compact.Length; i++)
        {
            var changed = compact[..i] + (compact[i] == '7' ? '8' : '7') + compact[(i + 1)..];
            AssertRefused(changed, "invalid", "mac_invalid", await server.Public.VerifyAsync($"/01/{brand.Gtin}/21/{changed}"));
        }
    }

    internal static void AssertRefused(string what, string signature, string reason, JsonElement answer)
    {
        Assert.Equal((what, "not_issued", signature, reason), (what, answer.Text("verdict"), answer.Text("signature"), Assert.Single(answer.ReasonCodes())));
        Assert.False(answer.TryGetProperty("unit", out _) || answer.TryGetProperty("product", out _) || answer.TryGetProperty("scan", out _));
    }
}
