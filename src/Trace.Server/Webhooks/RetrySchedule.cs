using System.Security.Cryptography;

namespace Trace.Server.Webhooks;

/// <summary>When a delivery that failed is tried again: ten attempts over a good three days, as Standard Webhooks recommends.</summary>
public static class RetrySchedule
{
    /// <summary>An answer can ask for so much patience, and no more.</summary>
    public static readonly TimeSpan MostRetryAfter = TimeSpan.FromDays(1);

    /// <summary>At most so much longer than planned, so that what failed together does not come back together.</summary>
    private const double Jitter = 0.2;

    public static readonly IReadOnlyList<TimeSpan> Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
        TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>Null after the last attempt.</summary>
    /// <param name="attempts">Made until now, at least 1.</param>
    /// <param name="retryAfter">What the answer asked for.</param>
    public static TimeSpan? After(int attempts, TimeSpan? retryAfter)
    {
        if (attempts > Delays.Count)
            return null;
        var delay = Delays[attempts - 1] * (1 + (Jitter * RandomNumberGenerator.GetInt32(1001) / 1000));
        return retryAfter > delay ? retryAfter : delay;
    }
}
