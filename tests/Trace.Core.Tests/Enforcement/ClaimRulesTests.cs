using Trace.Core.Enforcement;
using Trace.Core.Verification;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>The least evidence of each claim: everything taken away once is named.</summary>
public sealed class ClaimRulesTests
{
    public static TheoryData<ClaimKind> Claims => [.. Enum.GetValues<ClaimKind>()];

    [Theory]
    [MemberData(nameof(Claims))]
    public void A_claim_with_its_evidence_misses_nothing(ClaimKind claim) => Assert.Empty(Missing(claim, SampleFacts.Complete(claim)));

    [Theory]
    [MemberData(nameof(Claims))]
    public void Nothing_at_all_supports_no_claim(ClaimKind claim)
    {
        var facts = new ClaimFacts { Day = SampleFacts.Day, Country = "DE" };
        Assert.Superset(new HashSet<string> { "right_missing", "capture_missing" }, Missing(claim, facts).Codes().ToHashSet());
        Assert.True(Missing(claim, facts).Count > 2);
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public void Every_claim_needs_a_right_in_force_there_and_a_capture(ClaimKind claim)
    {
        var facts = SampleFacts.Complete(claim);
        Names(claim, facts with { Rights = [] }, "right_missing");
        Names(claim, facts with { Captures = [] }, "capture_missing");
        Names(claim, facts with { Captures = [new Capture("abc", SampleFacts.Day)] }, "capture_missing");
        Names(claim, facts with { Captures = [new Capture(SampleFacts.Hash, SampleFacts.Day.AddDays(1))] }, "capture_missing");
        Blocks(claim, facts with { Rights = [SampleFacts.Mark with { Until = new(2026, 11, 28) }] }, "right_expired");
        Blocks(claim, facts with { Rights = [SampleFacts.Mark with { From = null }] }, "right_not_yet");
        Blocks(claim, facts with { Rights = [SampleFacts.Mark with { WithdrawnOn = SampleFacts.Day }] }, "right_withdrawn");
        Blocks(claim, facts with { Rights = [SampleFacts.Mark with { Territory = ["US"] }] }, "right_elsewhere");
    }

    [Theory]
    [MemberData(nameof(Claims))]
    public void An_expired_right_blocks_also_beside_one_in_force(ClaimKind claim) =>
        Blocks(claim, SampleFacts.Complete(claim) with { Rights = [SampleFacts.Mark, SampleFacts.Mark with { Number = "2", Until = new(2026, 1, 1) }] }, "right_expired");

    [Theory]
    [InlineData(ClaimKind.Diverted)]
    [InlineData(ClaimKind.Copied)]
    [InlineData(ClaimKind.Counterfeit)]
    public void A_test_purchase_is_there_and_nobody_had_it_unsigned(ClaimKind claim)
    {
        var facts = SampleFacts.Complete(claim);
        var purchase = SampleFacts.Purchase;
        var hands = purchase.HandOvers;
        Names(claim, facts with { Purchase = null }, "purchase_missing");
        Names(claim, facts with { Purchase = purchase with { OrderNumber = " " } }, "purchase_order");
        Names(claim, facts with { Purchase = purchase with { ReceivedOn = null } }, "purchase_not_received");
        Names(claim, facts with { Purchase = purchase with { HandOvers = [] } }, "custody_missing");
        Names(claim, facts with { Purchase = purchase with { HandOvers = [hands[0], hands[1] with { SignedBy = "" }] } }, "custody_unsigned");
        Names(claim, facts with { Purchase = purchase with { HandOvers = [hands[0], hands[1] with { From = "Person C" }] } }, "custody_broken");
        Names(claim, facts with { Purchase = purchase with { HandOvers = [hands[0], hands[1] with { At = hands[0].At.AddHours(-1) }] } }, "custody_broken");
    }

    [Fact]
    public void Unauthorized_needs_a_look_at_the_list_and_a_ground()
    {
        var facts = SampleFacts.Complete(ClaimKind.Unauthorized);
        Names(ClaimKind.Unauthorized, facts with { SellerListed = null }, "seller_not_checked");
        Blocks(ClaimKind.Unauthorized, facts with { SellerListed = true }, "seller_listed");
        Names(ClaimKind.Unauthorized, facts with { Grounds = [] }, "ground_missing");
        Names(ClaimKind.Unauthorized, facts with { Grounds = [Statement.MaterialDifference] }, "ground_missing");
        Names(ClaimKind.Unauthorized, facts with { Grounds = [.. facts.Grounds, "because"] }, "ground_unknown");
    }

    [Fact]
    public void A_first_sale_outside_is_not_claimed_of_a_unit_issued_for_within()
    {
        var facts = SampleFacts.Complete(ClaimKind.Unauthorized) with { Grounds = [Statement.FirstSaleOutside] };
        Assert.Empty(Missing(ClaimKind.Unauthorized, facts));
        Assert.Empty(Missing(ClaimKind.Unauthorized, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["CN"]) }));
        Blocks(ClaimKind.Unauthorized, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["FR"]) }, "ground_contradicted");
        Blocks(ClaimKind.Unauthorized, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["EU"]) }, "ground_contradicted");
        Blocks(ClaimKind.Unauthorized, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["CN", "AT"]) }, "ground_contradicted");
    }

    [Fact]
    public void Diverted_needs_a_unit_of_a_batch_for_another_market()
    {
        var facts = SampleFacts.Complete(ClaimKind.Diverted);
        Names(ClaimKind.Diverted, facts with { Unit = null }, "unit_unknown");
        Names(ClaimKind.Diverted, facts with { Unit = new BoughtUnit(Verdict.NotIssued, [], ["CN"]) }, "unit_unknown");
        Names(ClaimKind.Diverted, facts with { Unit = new BoughtUnit(null, [], ["CN"]) }, "unit_unknown");
        Names(ClaimKind.Diverted, facts with { Unit = new BoughtUnit(Verdict.Issued, [], []) }, "market_unknown");
        Blocks(ClaimKind.Diverted, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["CN", "DE"]) }, "market_same");
        Blocks(ClaimKind.Diverted, facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["EU"]) }, "market_same");
    }

    /// <summary>Within the EEA goods move freely, and in the United States the first sale anywhere ends the right.</summary>
    [Fact]
    public void Diverted_within_the_area_of_exhaustion_needs_a_ground_of_its_own()
    {
        var facts = SampleFacts.Complete(ClaimKind.Diverted);
        var french = facts with { Unit = new BoughtUnit(Verdict.Issued, [], ["FR"]) };
        Names(ClaimKind.Diverted, french, "ground_missing");
        Assert.Empty(Missing(ClaimKind.Diverted, french with { Grounds = [Statement.LegitimateReason] }));

        var american = facts with { Country = "US", Rights = [SampleFacts.Mark with { Office = "USPTO", Territory = ["US"] }] };
        Names(ClaimKind.Diverted, american, "ground_missing");
        Assert.Empty(Missing(ClaimKind.Diverted, american with { Grounds = [Statement.MaterialDifference] }));

        var chinese = facts with { Country = "CN", Unit = new BoughtUnit(Verdict.Issued, [], ["DE"]), Rights = [SampleFacts.Mark with { Office = "CNIPA", Territory = ["CN"] }] };
        Names(ClaimKind.Diverted, chinese, "law_unknown");
        Assert.Empty(Missing(ClaimKind.Diverted, chinese with { Grounds = [Statement.CounselAdvised] }));
    }

    [Fact]
    public void Copied_needs_a_code_that_was_not_issued_or_is_on_more_than_one_product()
    {
        var facts = SampleFacts.Complete(ClaimKind.Copied);
        Assert.Empty(Missing(ClaimKind.Copied, facts with { Unit = new BoughtUnit(Verdict.NotIssued, ["signature_invalid"], []) }));
        Names(ClaimKind.Copied, facts with { Unit = null }, "unit_not_scanned");
        Blocks(ClaimKind.Copied, facts with { Unit = new BoughtUnit(null, [], []) }, "unit_without_code");
        Blocks(ClaimKind.Copied, facts with { Unit = new BoughtUnit(Verdict.Issued, [], []) }, "code_not_copied");
        Blocks(ClaimKind.Copied, facts with { Unit = new BoughtUnit(Verdict.Caution, ["shared_online"], []) }, "code_not_copied");
    }

    [Fact]
    public void A_copied_work_needs_a_named_person_who_compared_and_no_purchase()
    {
        var facts = SampleFacts.Complete(ClaimKind.Copied) with { Rights = [SampleFacts.Photo], Purchase = null, Unit = null, Comparison = new Comparison("Person A", "Packshot 12") };
        Assert.Empty(Missing(ClaimKind.Copied, facts));
        Names(ClaimKind.Copied, facts with { Comparison = null }, "comparison_missing");
        Names(ClaimKind.Copied, facts with { Comparison = new Comparison("", "Packshot 12") }, "comparison_missing");
        Names(ClaimKind.Copied, facts with { Comparison = new Comparison("Person A", " ") }, "comparison_missing");
        Assert.Contains("purchase_missing", Missing(ClaimKind.Copied, facts with { Rights = [SampleFacts.Photo, SampleFacts.Mark] }).Codes());
    }

    [Fact]
    public void Counterfeit_needs_a_trade_mark_a_scan_and_a_named_examiners_finding()
    {
        const ClaimKind claim = ClaimKind.Counterfeit;
        var facts = SampleFacts.Complete(claim);
        Names(claim, facts with { Rights = [SampleFacts.Photo] }, "trade_mark_missing");
        Names(claim, facts with { Unit = null }, "unit_not_scanned");
        Names(claim, facts with { Finding = null }, "finding_missing");
        var finding = facts.Finding!;
        Names(claim, facts with { Finding = finding with { Examiner = " " } }, "examiner_unnamed");
        Names(claim, facts with { Finding = finding with { Report = "" } }, "report_missing");
        Blocks(claim, facts with { Finding = finding with { Result = FindingResult.OfTheBrand } }, "finding_other");
        Blocks(claim, facts with { Finding = finding with { Result = FindingResult.Undecided } }, "finding_other");
    }

    [Theory]
    [InlineData(Verdict.Issued, "", true)]
    [InlineData(Verdict.Issued, "specimen", true)]
    [InlineData(Verdict.Caution, "expired", true)]
    [InlineData(Verdict.Caution, "shared_online", true)]
    [InlineData(Verdict.Caution, "blocked", true)]
    [InlineData(Verdict.Recalled, "recalled", true)]
    [InlineData(Verdict.Caution, "copied_code", false)]
    [InlineData(Verdict.Recalled, "recalled,copied_code", false)]
    [InlineData(Verdict.Caution, "reported_stolen", false)]
    [InlineData(Verdict.Caution, "signature_missing", false)]
    [InlineData(Verdict.NotActivated, "not_activated", false)]
    [InlineData(Verdict.Retired, "retired", false)]
    [InlineData(Verdict.NotIssued, "unknown_serial", false)]
    [InlineData(null, "", false)]
    public void A_unit_that_answers_as_the_brands_blocks_counterfeit(Verdict? verdict, string reasons, bool blocks)
    {
        var facts = SampleFacts.Complete(ClaimKind.Counterfeit) with { Unit = new BoughtUnit(verdict, reasons.Split(',', StringSplitOptions.RemoveEmptyEntries), []) };
        string[] codes = blocks ? ["unit_answers_issued"] : [];
        Assert.Equal(codes, Missing(ClaimKind.Counterfeit, facts).Where(gap => gap.Blocks).Codes());
    }

    [Fact]
    public void Asking_a_seller_needs_a_capture_and_a_look_at_the_list_but_no_right()
    {
        var facts = SampleFacts.Complete(ClaimKind.Unauthorized) with { Rights = [], Grounds = [] };
        Assert.Empty(ClaimRules.MissingToAsk(facts));
        Assert.Equal(["capture_missing"], ClaimRules.MissingToAsk(facts with { Captures = [] }).Codes());
        Assert.Equal(["seller_not_checked"], ClaimRules.MissingToAsk(facts with { SellerListed = null }).Codes());
        Assert.Equal(["seller_listed"], ClaimRules.MissingToAsk(facts with { SellerListed = true }).Codes());
    }

    private static IReadOnlyList<Gap> Missing(ClaimKind claim, ClaimFacts facts) => ClaimRules.Missing(claim, facts, LegalRequirements.Current);

    /// <summary>That and nothing else. The laws that apply in Germany ask for the same ground.</summary>
    private static void Names(ClaimKind claim, ClaimFacts facts, string code) => Assert.Equal([code], Missing(claim, facts).Codes().Distinct());

    private static void Blocks(ClaimKind claim, ClaimFacts facts, string code)
    {
        Assert.Contains(Missing(claim, facts), gap => gap.Code == code && gap.Blocks);
        Assert.All(Missing(claim, facts), gap => Assert.Contains(gap.Code, new[] { code, "ground_missing" }));
    }
}
