using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Of all that holds the first in the contract's order decides, and the reasons name the rest.</summary>
public sealed class VerdictPrecedenceTests
{
    private const string Past = "2026-10";
    private const string Future = "2030-10";

    private static readonly string?[] Statuses = [null, "active", "spoiled", "unused", "lost", "stolen", "recalled", "retired"];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_combination_of_facts_gets_the_verdict_of_the_first_that_holds(Engine engine)
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var signer = await BrandSigner.OfAsync(server, brand);

        foreach (var specimen in new[] { false, true })
        {
            foreach (var expiry in new[] { Future, Past })
            {
                var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = Statuses.Length, lot = "L1", expiry, specimen });
                foreach (var (index, status) in Statuses.Index().Where(entry => entry.Item != null))
                    await brand.ReportAsync(batch, index, index, status!);
                foreach (var (index, uri) in (await brand.UrisAsync(batch, 0, Statuses.Length)).Index())
                    await AssertEveryFormAsync(server, signer, brand.Gtin, BrandBatches.SerialOf(uri), Statuses[index], expiry == Past, specimen);
            }
        }
    }

    /// <summary>A code that was not issued has no status: nothing else can be said of it.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Not_issued_comes_before_everything_else(Engine engine)
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, lot = "L1", expiry = Past, specimen = true });
        var forged = uri[..^1] + (uri[^1] == '0' ? '1' : '0');

        var answer = await server.Public.VerifyAsync(forged);

        Assert.Equal("not_issued", answer.Text("verdict"));
        Assert.Equal(["signature_invalid"], answer.ReasonCodes());
    }

    private static async Task AssertEveryFormAsync(RunningServer server, BrandSigner signer, string gtin, string serial, string? status, bool expired, bool specimen)
    {
        var (plain, otherLot) = ($"/01/{gtin}/21/{serial}", $"/01/{gtin}/10/L2/21/{serial}");
        foreach (var (code, mismatch, missing) in new[]
        {
            (signer.Uri(plain), false, false),
            (signer.Uri(otherLot), true, false),
            ($"https://id.acme.example{plain}", false, true),
            ($"https://id.acme.example{otherLot}", true, true),
        })
        {
            var holds = Holding(status, expired, mismatch, missing).ToList();
            var answer = await server.Public.VerifyAsync(code);
            Assert.Equal(
                (status, expired, mismatch, missing, holds is [var first, ..] ? first.Verdict : "issued"),
                (status, expired, mismatch, missing, answer.Text("verdict")));
            Assert.Equal([.. holds.Select(entry => entry.Reason), .. specimen ? ["specimen"] : Array.Empty<string>()], answer.ReasonCodes());
        }
    }

    /// <summary>The order of the contract.</summary>
    private static IEnumerable<(string Verdict, string Reason)> Holding(string? status, bool expired, bool mismatch, bool missing)
    {
        if (status == "recalled")
            yield return ("recalled", "recalled");
        if (status == "retired")
            yield return ("retired", "retired");
        if (status is "spoiled" or "lost" or "unused" or "stolen")
            yield return ("caution", $"reported_{status}");
        if (status == null)
            yield return ("not_activated", "not_activated");
        if (expired)
            yield return ("caution", "expired");
        if (mismatch)
            yield return ("caution", "data_mismatch");
        if (missing)
            yield return ("caution", "signature_missing");
    }
}
