using Trace.Core.Enforcement;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>How a brand's notices ended, by platform.</summary>
public sealed class Acceptances(Database database)
{
    public async Task<Outcome<Page<PlatformAcceptance>>> ListAsync(Caller caller)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        var counts = await database.ReadAsync(session => CountAsync(session, caller.BrandId));
        return new Page<PlatformAcceptance>(
            [.. counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => new PlatformAcceptance(count.Key, count.Value.Accepted, count.Value.Refused, count.Value.CounterNoticed, count.Value.NeedsSecondPerson))],
            Next: null);
    }

    public async Task<bool> NeedsSecondPersonAsync(Session session, long brandId, string platform) =>
        (await CountAsync(session, brandId)).TryGetValue(platform, out var acceptance) && acceptance.NeedsSecondPerson;

    private static async Task<Dictionary<string, Acceptance>> CountAsync(Session session, long brandId) =>
        (await CaseTextsStore.CountOutcomesAsync(session, brandId)).GroupBy(row => row.Platform, StringComparer.Ordinal).ToDictionary(
            platform => platform.Key,
            platform => new Acceptance(Count(platform, NoticeOutcome.Accepted), Count(platform, NoticeOutcome.Refused), Count(platform, NoticeOutcome.CounterNoticed)),
            StringComparer.Ordinal);

    private static int Count(IEnumerable<OutcomeCountRow> rows, NoticeOutcome outcome) => (int)rows.Where(row => row.Outcome == Words.Of(outcome)).Sum(row => row.Notices);
}
