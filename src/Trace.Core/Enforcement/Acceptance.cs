namespace Trace.Core.Enforcement;

/// <summary>How a notice ended. Open and retracted ones have not ended and are not counted.</summary>
public enum NoticeOutcome
{
    /// <summary>The platform followed it, and it stayed so.</summary>
    Accepted,

    /// <summary>The platform did not follow it.</summary>
    Refused,

    /// <summary>A counter-notice of the seller was successful.</summary>
    CounterNoticed,
}

/// <summary>How the notices of a brand to one platform ended, and whether the next one needs a second person.</summary>
/// <remarks>
/// Platforms measure too and withdraw privileges; these limits are stricter than theirs. With few notices one refusal is already below the
/// share (1 of 19), and that is meant: a second look costs minutes, and there is no record yet that speaks for doing without.
/// No notice that ended is no bad record: the first one goes out with the one signature every notice needs.
/// </remarks>
public readonly record struct Acceptance(int Accepted, int Refused, int CounterNoticed)
{
    /// <summary>Below this share of accepted ones the next notice needs a second person.</summary>
    public const int LeastAcceptedPercent = 95;

    /// <summary>Above this share of successful counter-notices the next notice needs a second person.</summary>
    public const int MostCounterNoticedPercent = 3;

    public long Ended => (long)Accepted + Refused + CounterNoticed;

    /// <summary>In whole numbers, so that exactly 95 % and exactly 3 % are neither below nor above.</summary>
    public bool NeedsSecondPerson => 100L * Accepted < LeastAcceptedPercent * Ended || 100L * CounterNoticed > MostCounterNoticedPercent * Ended;

    /// <summary>Counts by platform.</summary>
    public static IReadOnlyDictionary<string, Acceptance> ByPlatform(IEnumerable<(string Platform, NoticeOutcome Outcome)> ended) =>
        ended.GroupBy(notice => notice.Platform, StringComparer.Ordinal).ToDictionary(
            platform => platform.Key,
            platform => new Acceptance(Count(platform, NoticeOutcome.Accepted), Count(platform, NoticeOutcome.Refused), Count(platform, NoticeOutcome.CounterNoticed)),
            StringComparer.Ordinal);

    private static int Count(IEnumerable<(string Platform, NoticeOutcome Outcome)> notices, NoticeOutcome outcome) =>
        notices.Count(notice => notice.Outcome == outcome);
}
