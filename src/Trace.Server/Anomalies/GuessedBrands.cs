using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Guessing campaigns in the queue of the brand whose codes are guessed.</summary>
public sealed class GuessedBrands(Database database, AnomalyRecorder recorder, RateLimitSettings settings, TimeProvider clock)
{
    private const double Weight = 6;

    /// <param name="brandId">The brand.</param>
    /// <param name="guesses">Within this hour, on all servers; so many that they are a campaign.</param>
    public Task TakeAsync(long brandId, long guesses)
    {
        var score = Weight + Math.Log(Math.Max(1, guesses / (double)settings.CampaignPerHour));
        var finding = new GuessingFinding(score, clock.GetUtcNow().ToUnixTimeMilliseconds(), guesses);
        return database.WriteAsync(session => recorder.TakeAsync(session, brandId, (AnomalyId.OfBrand(brandId, finding.Kind), finding)));
    }
}
