using Trace.Core.Verification;
using Trace.Server.Verification;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>No sentence judges a product or a seller: pages say what was checked and what was seen.</summary>
public sealed class WordsTests(ConsumerServer server) : IClassFixture<ConsumerServer>
{
    private static readonly string[] Judgements =
    [
        "genuine", "fake", "authentic", "counterfeit", "forge", "original", "legit", "pirate", "imitation", "real ", "safe", "trusted", "verified", "guarantee",
    ];

    public static TheoryData<string> Verdicts => [.. ConsumerServer.Headings.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Verdicts))]
    public async Task No_verdict_page_judges_the_product(string verdict)
    {
        var page = await Chromium.VisitAsync(server.Visit(await server.CreateCodeAsync(verdict)));

        AssertNoJudgement(page.Text);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing-here")]
    [InlineData("/01/12345/21/short")]
    [InlineData("/01/09506000134352/21/7K3M9QX2TV4B?s=1")]
    [InlineData("/01/09506000134352/21/7K3M9QX2TV4B")]
    [InlineData("/01/04012345123456/21/A")]
    public async Task No_other_page_judges_the_product(string path)
    {
        var page = await Chromium.VisitAsync(server.Visit(path));

        Assert.NotNull(page.Heading);
        AssertNoJudgement(page.Text);
    }

    /// <summary>Every combination, also those no batch here has.</summary>
    [Fact]
    public void No_sentence_the_page_can_put_together_judges_the_product()
    {
        Reason[] reasons =
        [
            Reason.UnknownGtin("09506000134352"), Reason.UnknownKey(7), Reason.Expired("2027-11"), Reason.WrongKey, Reason.KeyRevoked, Reason.SignatureInvalid,
            Reason.MacInvalid, Reason.UnknownSerial, Reason.Recalled, Reason.Retired, Reason.NotActivated, Reason.ReportedSpoiled, Reason.ReportedUnused,
            Reason.ReportedLost, Reason.ReportedStolen, Reason.DataMismatch, Reason.SignatureMissing, Reason.Specimen,
        ];
        foreach (var verdict in Enum.GetValues<Verdict>())
        {
            foreach (var signature in Enum.GetValues<SignatureState>())
            {
                var response = new VerifyResponse(verdict, reasons, signature, Product: null, Unit: null, Scan: null, ConsumerServer.Now);
                foreach (var finding in Finding.Of(Wording.English, response))
                    AssertNoJudgement(finding.Text);
                AssertNoJudgement(VerdictTexts.Heading(Wording.English, response));
                AssertNoJudgement(VerdictTexts.NextStep(Wording.English, response));
            }
        }
    }

    [Fact]
    public async Task Not_one_word_of_the_kind_is_in_the_markup_either()
    {
        foreach (var verdict in ConsumerServer.Headings.Keys)
        {
            using var response = await server.GetPageAsync(await server.CreateCodeAsync(verdict));
            var html = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.DoesNotMatch("(?i)genuine|fake|authentic|counterfeit", html);
        }
    }

    private static void AssertNoJudgement(string text) =>
        Assert.All(Judgements, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
}
