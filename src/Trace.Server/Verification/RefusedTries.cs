using Trace.Server.Anomalies;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Counts codes that were not issued, per brand and hour. Counters only: such a try writes no scan and touches no unit.</summary>
/// <remarks>Kept in memory and added to the database every few seconds, so that guessing cannot load the writer.</remarks>
public sealed class RefusedTries(Database database, Campaigns campaigns, GuessedBrands guessed, TimeProvider clock, ILogger<RefusedTries> log) : WriteBehind(FlushInterval, clock)
{
    /// <summary>Counted in place of a reason where the limits of the client's own address or device left no answer.</summary>
    public const string Limited = "limited";

    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(5);

    private readonly Tally<(long BrandId, long Hour, string Reason)> _counts = new();

    /// <param name="brandId">The brand of the GTIN; null when no brand has it.</param>
    /// <param name="reason">The word of the reason, or <see cref="Limited"/>.</param>
    /// <param name="isGuess">Whether it counts as one of a campaign.</param>
    public void Count(long? brandId, string reason, bool isGuess)
    {
        _counts.Add((brandId ?? Campaigns.NoBrand, Hour, reason));
        if (isGuess)
            campaigns.Count(brandId ?? Campaigns.NoBrand);
    }

    private long Hour => Clock.GetUtcNow().ToUnixTimeSeconds() / 3600;

    protected override async Task FlushAsync()
    {
        var taken = _counts.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await database.WriteAsync(async session =>
            {
                // In one order, so that two servers do not wait for each other.
                foreach (var ((brandId, hour, reason), tries) in taken.OrderBy(count => count.Key))
                    await RefusedTriesStore.AddAsync(session, brandId, hour, reason, tries);
            });
        }
        catch (System.Data.Common.DbException exception)
        {
            ScanLog.CountersNotStored(log, exception);
            _counts.PutBack(taken);
            return;
        }

        await LearnAsync(Hour, taken.Select(count => count.Key).Where(key => key.Hour == Hour).Select(key => key.BrandId).Distinct().ToList());
    }

    private async Task LearnAsync(long hour, List<long> brandIds)
    {
        IReadOnlyList<(long BrandId, long Guesses)> sums;
        try
        {
            sums = await database.ReadAsync(session => RefusedTriesStore.SumGuessesAsync(session, hour, brandIds));
        }
        catch (System.Data.Common.DbException exception)
        {
            ScanLog.CountersNotRead(log, exception);
            return;
        }

        foreach (var (brandId, guesses) in sums)
            campaigns.Learn(brandId, hour, guesses);
        foreach (var (brandId, guesses) in sums.Where(sum => sum.BrandId != Campaigns.NoBrand && campaigns.IsCampaign(sum.Guesses)))
            await TakeAsync(brandId, guesses);
    }

    private async Task TakeAsync(long brandId, long guesses)
    {
        try
        {
            await guessed.TakeAsync(brandId, guesses);
        }
        catch (System.Data.Common.DbException exception)
        {
            ScanLog.CampaignNotQueued(log, PublicId.Format(brandId), exception);
        }
    }
}

internal static partial class ScanLog
{
    [LoggerMessage(4010, LogLevel.Warning, "That codes of brand {BrandId} are being guessed could not be put in its queue; it is tried again with the next counters.")]
    public static partial void CampaignNotQueued(ILogger logger, string brandId, Exception exception);
}
