using System.Collections.Concurrent;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>Sees guesses over many addresses as one campaign: so many for one brand within an hour, and reports it once.</summary>
/// <remarks>Several servers see one campaign: each learns the sums of all whenever it stores its own counters.</remarks>
public sealed class Campaigns(RateLimitSettings settings, TimeProvider clock, ILogger<Campaigns> log)
{
    /// <summary>Tries for GTINs that no brand has, and texts that are no code.</summary>
    public const long NoBrand = 0;

    private readonly ConcurrentDictionary<long, Tally> _tallies = new();

    /// <summary>What makes a campaign of an hour's tries.</summary>
    public bool IsCampaign(long guesses) => guesses > settings.CampaignPerHour;

    /// <summary>
    /// Whether the guesses of this hour at a brand's codes are a campaign. Texts of no brand have nothing behind them to be found, so they are
    /// reported but no reason to slow anybody.
    /// </summary>
    public bool IsUnderWay(long brandId) =>
        brandId != NoBrand && _tallies.TryGetValue(brandId, out var tally) && tally.Hour == Hour && IsCampaign(tally.Guesses);

    public void Count(long brandId) => Change(brandId, Hour, static (known, more) => known + more, 1);

    /// <summary>What the database has of an hour, of all servers.</summary>
    public void Learn(long brandId, long hour, long guesses) => Change(brandId, hour, Math.Max, guesses);

    private long Hour => clock.GetUtcNow().ToUnixTimeSeconds() / 3600;

    private void Change(long brandId, long hour, Func<long, long, long> change, long value)
    {
        var tally = _tallies.GetOrAdd(brandId, static _ => new Tally());
        lock (tally)
        {
            if (hour < tally.Hour)
                return;
            if (hour > tally.Hour)
                (tally.Hour, tally.Guesses, tally.IsReported) = (hour, 0, false);
            tally.Guesses = change(tally.Guesses, value);
            if (tally.IsReported || !IsCampaign(tally.Guesses))
                return;
            tally.IsReported = true;
        }

        ScanLog.Campaign(log, PublicId.Format(brandId), settings.CampaignPerHour);
    }

    private sealed class Tally
    {
        public long Hour;
        public long Guesses;
        public bool IsReported;
    }
}
