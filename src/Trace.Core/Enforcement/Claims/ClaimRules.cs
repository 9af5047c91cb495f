namespace Trace.Core.Enforcement;

/// <summary>The least evidence of each claim. What is not there is named; a claim with nothing missing may go on, which says nothing of whether it is right.</summary>
public static class ClaimRules
{
    /// <summary>What is missing before a seller is asked for proof of authorization. Asking asserts nothing, so it needs no right.</summary>
    public static IReadOnlyList<Gap> MissingToAsk(ClaimFacts facts) => [.. CaptureGaps(facts), .. ListGaps(facts)];

    /// <summary>What is missing before the claim is made to a platform or a court.</summary>
    public static IReadOnlyList<Gap> Missing(ClaimKind claim, ClaimFacts facts, LegalRequirements law) =>
        [.. RightGaps(facts), .. CaptureGaps(facts), .. OwnGaps(claim, facts, law)];

    private static IEnumerable<Gap> OwnGaps(ClaimKind claim, ClaimFacts facts, LegalRequirements law) => claim switch
    {
        ClaimKind.Unauthorized => [.. ListGaps(facts), .. Exhaustion.Gaps(claim, facts, law)],
        ClaimKind.Diverted => [.. PurchaseGaps(facts), .. MarketGaps(facts), .. Exhaustion.Gaps(claim, facts, law)],
        ClaimKind.Copied => RestsOnWork(facts) ? ComparisonGaps(facts) : [.. PurchaseGaps(facts), .. CodeGaps(facts)],
        ClaimKind.Counterfeit => CounterfeitGaps(facts),
        _ => throw new ArgumentOutOfRangeException(nameof(claim), claim, "Not a claim."),
    };

    private static IEnumerable<Gap> RightGaps(ClaimFacts facts)
    {
        if (facts.Rights.Count == 0)
            yield return new Gap("right_missing", "The claim names no right it rests on.");
        foreach (var right in facts.Rights)
        {
            var name = right.Number ?? right.Title;
            if (!right.Holds(facts.Country))
                yield return new Gap("right_elsewhere", $"The right {name} does not hold in {facts.Country}.", name, Blocks: true);
            var (code, text) = right.On(facts.Day) switch
            {
                RightStanding.NotYet => ("right_not_yet", "is not in force yet"),
                RightStanding.Expired => ("right_expired", "has expired"),
                RightStanding.Withdrawn => ("right_withdrawn", "was surrendered or cancelled"),
                _ => ("", ""),
            };
            if (code.Length > 0)
                yield return new Gap(code, $"The right {name} {text}; leave it out or renew it.", name, Blocks: true);
        }
    }

    private static IEnumerable<Gap> CaptureGaps(ClaimFacts facts)
    {
        if (!facts.Captures.Any(capture => FileHash.Is(capture.Sha256) && capture.TakenOn <= facts.Day))
            yield return new Gap("capture_missing", "There is no capture of the offer with its hash.");
    }

    private static IEnumerable<Gap> ListGaps(ClaimFacts facts)
    {
        if (facts.SellerListed is null)
            yield return new Gap("seller_not_checked", "Nobody looked whether the seller is on the list of authorized sellers.");
        else if (facts.SellerListed.Value)
            yield return new Gap("seller_listed", "The seller is on the list of authorized sellers on this day.", Blocks: true);
    }

    private static IEnumerable<Gap> PurchaseGaps(ClaimFacts facts) =>
        facts.Purchase?.Gaps() ?? [new Gap("purchase_missing", "There is no test purchase.")];

    private static IEnumerable<Gap> MarketGaps(ClaimFacts facts)
    {
        if (facts.Unit is not { Issued: true } unit)
            yield return new Gap("unit_unknown", "There is no scan of the bought unit with a code the brand issued.");
        else if (unit.Markets.Count == 0)
            yield return new Gap("market_unknown", "It is not recorded for which market the batch of the bought unit was issued.");
        else if (Territory.Holds(unit.Markets, facts.Country))
            yield return new Gap("market_same", $"The batch of the bought unit was issued for {string.Join(", ", unit.Markets)}, where it was sold.", Blocks: true);
    }

    private static IEnumerable<Gap> CodeGaps(ClaimFacts facts)
    {
        if (facts.Unit is null)
            yield return new Gap("unit_not_scanned", "The bought unit was not scanned.");
        else if (facts.Unit.Verdict is null)
            yield return new Gap("unit_without_code", "The bought unit bears no code that could have been copied.", Blocks: true);
        else if (!facts.Unit.CodeCopied)
            yield return new Gap("code_not_copied", "The code of the bought unit is one the brand issued, and nothing seen says that more than one product carries it.", Blocks: true);
    }

    /// <summary>Of copyrights and designs what is offered is compared, not its code.</summary>
    private static bool RestsOnWork(ClaimFacts facts) =>
        facts.Rights.Count > 0 && facts.Rights.All(right => right.Kind is RightKind.Copyright or RightKind.Design);

    private static IEnumerable<Gap> ComparisonGaps(ClaimFacts facts)
    {
        if (string.IsNullOrWhiteSpace(facts.Comparison?.Original) || string.IsNullOrWhiteSpace(facts.Comparison.ComparedBy))
            yield return new Gap("comparison_missing", "No named person compared the offer with the work or design.");
    }

    private static IEnumerable<Gap> CounterfeitGaps(ClaimFacts facts)
    {
        if (facts.Rights.Count > 0 && !facts.Rights.Any(right => right.Kind == RightKind.TradeMark))
            yield return new Gap("trade_mark_missing", "This claim rests on a trade mark, and none is named.");
        foreach (var gap in PurchaseGaps(facts))
            yield return gap;
        if (facts.Unit is null)
            yield return new Gap("unit_not_scanned", "Nobody scanned the bought unit or recorded that it bears no code.");
        else if (facts.Unit.AnswersAsTheBrands)
            yield return new Gap("unit_answers_issued", "The code of the bought unit is one the brand issued, and nothing seen says that more than one product carries it.", Blocks: true);
        if (facts.Finding is not { } finding)
            yield return new Gap("finding_missing", "There is no examiner's finding on the bought unit.");
        else
        {
            if (string.IsNullOrWhiteSpace(finding.Examiner))
                yield return new Gap("examiner_unnamed", "The finding names no examiner.");
            if (!FileHash.Is(finding.Report))
                yield return new Gap("report_missing", "The examiner's report is not kept with its hash.");
            if (finding.Result != FindingResult.NotOfTheBrand)
                yield return new Gap("finding_other", "The examiner did not find that the unit was made by others than the brand.", Blocks: true);
        }
    }
}
