using System.Reflection;
using CsCheck;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Xunit;

namespace Trace.Core.Tests.Verification;

/// <summary>Which verdict wins, and which reasons are given.</summary>
public sealed class JudgeTests
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly Gen<UnitFacts> Facts = Gen.Select(
        Gen.Enum<UnitStatus>(), Gen.OneOf<string?>("2026-11-23", "2026-11-24", "2026-11", "2026-10", null), Gen.Bool, Gen.Bool, Gen.Bool)
        .Select((status, expiry, mismatch, missing, specimen) => new UnitFacts(status, Expiry(expiry), mismatch, missing, specimen));

    /// <summary>The order of the HTTP contract, written down once more: the first that holds decides.</summary>
    private static readonly IReadOnlyList<(Func<UnitFacts, bool> Holds, Verdict Verdict, string Reason)> Order =
    [
        (facts => facts.Status == UnitStatus.Recalled, Verdict.Recalled, "recalled"),
        (facts => facts.Status == UnitStatus.Retired, Verdict.Retired, "retired"),
        (facts => facts.Status == UnitStatus.Spoiled, Verdict.Caution, "reported_spoiled"),
        (facts => facts.Status == UnitStatus.Unused, Verdict.Caution, "reported_unused"),
        (facts => facts.Status == UnitStatus.Lost, Verdict.Caution, "reported_lost"),
        (facts => facts.Status == UnitStatus.Stolen, Verdict.Caution, "reported_stolen"),
        (facts => facts.Status == UnitStatus.Created, Verdict.NotActivated, "not_activated"),
        (facts => facts.Expiry is { } expiry && Today > expiry.LastDay, Verdict.Caution, "expired"),
        (facts => facts.DataMismatch, Verdict.Caution, "data_mismatch"),
        (facts => facts.SignatureMissing, Verdict.Caution, "signature_missing"),
    ];

    [Fact]
    public void The_first_rule_that_holds_decides_and_every_one_that_holds_is_a_reason() => Facts.Sample(
        facts =>
        {
            var judgement = Judge.Issued(facts, Today);
            var holding = Order.Where(rule => rule.Holds(facts)).ToList();
            string[] specimen = facts.Specimen ? ["specimen"] : [];
            Assert.Equal(holding.Count == 0 ? Verdict.Issued : holding[0].Verdict, judgement.Verdict);
            Assert.Equal([.. holding.Select(rule => rule.Reason), .. specimen], judgement.Reasons.Select(reason => reason.Code));
        },
        iter: 5000);

    [Theory]
    [InlineData("2026-11-24", Verdict.Issued)]
    [InlineData("2026-11-23", Verdict.Caution)]
    [InlineData("2026-11", Verdict.Issued)]
    [InlineData("2026-10", Verdict.Caution)]
    [InlineData(null, Verdict.Issued)]
    public void A_unit_is_good_up_to_and_on_its_last_day(string? expiry, Verdict verdict) =>
        Assert.Equal(verdict, Judge.Issued(new UnitFacts(UnitStatus.Active, Expiry(expiry), DataMismatch: false, SignatureMissing: false, Specimen: false), Today).Verdict);

    [Fact]
    public void An_active_unit_with_nothing_against_it_is_issued_without_reasons() =>
        Assert.Empty(Judge.Issued(new UnitFacts(UnitStatus.Active, null, DataMismatch: false, SignatureMissing: false, Specimen: false), Today).Reasons);

    [Fact]
    public void A_specimen_says_so_and_keeps_its_verdict()
    {
        var judgement = Judge.Issued(new UnitFacts(UnitStatus.Active, null, DataMismatch: false, SignatureMissing: false, Specimen: true), Today);
        Assert.Equal((Verdict.Issued, "specimen"), (judgement.Verdict, Assert.Single(judgement.Reasons).Code));
    }

    [Fact]
    public void A_code_that_was_not_issued_has_its_one_reason() =>
        Assert.Equal((Verdict.NotIssued, Reason.MacInvalid), (Judge.NotIssued(Reason.MacInvalid).Verdict, Assert.Single(Judge.NotIssued(Reason.MacInvalid).Reasons)));

    [Fact]
    public void Every_reason_has_its_own_word_and_a_sentence_that_calls_nothing_fake()
    {
        var reasons = typeof(Reason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (Reason)field.GetValue(null)!)
            .Concat([Reason.UnknownGtin("0"), Reason.UnknownKey(1), Reason.Expired("2026-10"), Reason.NotACode("This is a number.")]).ToList();
        Assert.True(reasons.Count >= 18);
        Assert.Distinct(reasons.Select(reason => reason.Code));
        Assert.All(reasons, reason =>
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*$", reason.Code);
            Assert.EndsWith(".", reason.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch("(?i)genuine|authentic|fake|counterfeit", reason.Text);
        });
    }

    private static ExpiryDate? Expiry(string? text) => ExpiryDate.TryParse(text, out var expiry) ? expiry : null;
}
