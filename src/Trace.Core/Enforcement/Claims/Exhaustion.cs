namespace Trace.Core.Enforcement;

/// <summary>Whether resale can be opposed at all: after a sale with the owner's consent mostly not, and a claim must not say otherwise.</summary>
internal static class Exhaustion
{
    public static IEnumerable<Gap> Gaps(ClaimKind claim, ClaimFacts facts, LegalRequirements law)
    {
        if (facts.Grounds.Except(Statement.Grounds, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            yield return new Gap("ground_unknown", $"{unknown} is no ground known here; grounds are {string.Join(", ", Statement.Grounds)}.", unknown);

        // Of goods sold in another market than theirs that market is asked for first; it may be ground enough.
        if (claim == ClaimKind.Diverted && MarketsOf(facts).Count == 0)
            yield break;
        foreach (var kind in facts.Rights.Select(right => right.Kind).Distinct())
        {
            var lines = law.For(facts.Country, claim, kind, OutgoingKind.Notice).Where(line => line.ExhaustedIn.Count > 0).ToList();
            if (lines.Count == 0 && !facts.Grounds.Contains(Statement.CounselAdvised, StringComparer.Ordinal))
                yield return new Gap("law_unknown", $"Nothing is recorded here of when resale can be opposed in {facts.Country} by a {Words.Of(kind).Replace('_', ' ')}; ask a lawyer there.", facts.Country);
            foreach (var gap in lines.Select(line => GapOf(line, facts)).OfType<Gap>())
                yield return gap;
        }
    }

    private static Gap? GapOf(LegalLine line, ClaimFacts facts)
    {
        var stated = facts.Grounds.Intersect(line.States, StringComparer.Ordinal).ToList();
        var markets = MarketsOf(facts);
        var soldInside = markets.Any(market => Territory.Overlaps(line.ExhaustedIn, market));
        if (soldInside && stated.Contains(Statement.FirstSaleOutside, StringComparer.Ordinal))
        {
            return new Gap(
                "ground_contradicted", $"The batch of the bought unit was issued for {string.Join(", ", markets)}; that speaks against a first sale outside of {string.Join(" and ", line.ExhaustedIn)}.", Statement.FirstSaleOutside, Blocks: true);
        }

        // What the batch was issued for shows a first sale outside by itself.
        if (markets.Count > 0 && !soldInside && line.States.Contains(Statement.FirstSaleOutside, StringComparer.Ordinal))
            return null;
        return stated.Count > 0 ? null : new Gap("ground_missing", $"{line.Says} ({line.Law}, {line.Article})", line.Id);
    }

    private static IReadOnlyList<string> MarketsOf(ClaimFacts facts) => facts.Unit is { Issued: true } unit ? unit.Markets : [];
}
