using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>A row of <c>anomaly_digest</c>.</summary>
/// <param name="Every">A word of <see cref="DigestPeriod"/>; who chose off has no row.</param>
/// <param name="ClaimedAt">For when a server took it last: when it was chosen, and whole periods after that.</param>
/// <param name="CoveredUntil">What was opened before was in a mail, or is older than the choice.</param>
/// <param name="LeastScore">Of what is told; null for all.</param>
public sealed record DigestRow(long AccountId, long BrandId, string Every, long ClaimedAt, long CoveredUntil, double? LeastScore);

/// <summary>A group of the queue as far as it was opened within some time.</summary>
public sealed class OpenedGroupRow : AnomalySums
{
    public long Decided { get; init; }

    /// <summary>How many groups there are, those beyond the limit included.</summary>
    public long Groups { get; init; }

    /// <summary>How many anomalies are in all of them.</summary>
    public long Anomalies { get; init; }
}

public static class DigestsStore
{
    private const string Columns =
        """
        SELECT
            account_id AS AccountId,
            brand_id AS BrandId,
            every AS Every,
            claimed_at AS ClaimedAt,
            covered_until AS CoveredUntil,
            least_score AS LeastScore
        FROM anomaly_digest
        """;

    private const string ListDue =
        $"""
        {Columns}
        WHERE account_id > @After AND ((every = 'daily' AND claimed_at <= @Daily) OR (every = 'weekly' AND claimed_at <= @Weekly))
        ORDER BY account_id
        LIMIT @Limit;
        """;

    private const string Put =
        """
        INSERT INTO anomaly_digest (account_id, brand_id, every, claimed_at, covered_until, least_score)
        VALUES (@AccountId, @BrandId, @Every, @ClaimedAt, @CoveredUntil, @LeastScore)
        ON CONFLICT (account_id) DO UPDATE SET every = excluded.every, least_score = excluded.least_score;
        """;

    private static string ListOpened(Session session) =>
        $"""
        SELECT
            {AnomalyGroupsStore.Sums},
            SUM(CASE WHEN status = 'open' THEN 0 ELSE 1 END) AS Decided,
            COUNT(*) OVER () AS Groups,
            CAST(SUM(COUNT(*)) OVER () AS BIGINT) AS Anomalies
        FROM anomaly
        {AnomaliesStore.Visible(session)}
            AND detected_at >= @Since
            AND detected_at < @Until
            AND score >= @LeastScore
        GROUP BY kind, batch_number, gtin
        ORDER BY MAX(last_at) DESC, COALESCE(batch_number, 0) DESC, kind DESC
        LIMIT @Limit;
        """;

    /// <summary>Null for off.</summary>
    public static Task<DigestRow?> FindAsync(Session session, long brandId, long accountId) => session.FindAsync<DigestRow>(
        $"{Columns} WHERE account_id = @AccountId AND brand_id = @BrandId;", new { AccountId = accountId, BrandId = brandId });

    /// <summary>One that is there keeps its times.</summary>
    public static Task PutAsync(Session session, DigestRow row) => session.ExecuteAsync(Put, row);

    public static Task RemoveAsync(Session session, long brandId, long accountId) => session.ExecuteAsync(
        "DELETE FROM anomaly_digest WHERE account_id = @AccountId AND brand_id = @BrandId;", new { AccountId = accountId, BrandId = brandId });

    /// <summary>Those of all brands that are due, in the order of their accounts.</summary>
    public static Task<IReadOnlyList<DigestRow>> ListDueAsync(Session session, DateTimeOffset now, long after, int limit) =>
        session.ListAsync<DigestRow>(ListDue, new
        {
            After = after,
            Daily = (now - DigestPeriod.Of(DigestPeriod.Daily)).ToUnixTimeMilliseconds(),
            Weekly = (now - DigestPeriod.Of(DigestPeriod.Weekly)).ToUnixTimeMilliseconds(),
            Limit = limit,
        });

    /// <summary>Moves the claim on, or back. False when another server took it meanwhile, or nobody wants it any more.</summary>
    public static async Task<bool> ClaimAsync(Session session, DigestRow row, long claimedAt) => await session.ExecuteAsync(
        "UPDATE anomaly_digest SET claimed_at = @New WHERE account_id = @AccountId AND claimed_at = @ClaimedAt;",
        new { row.AccountId, row.ClaimedAt, New = claimedAt }) == 1;

    /// <summary>What was opened before a time is told, unless it was turned off and on again meanwhile.</summary>
    public static Task CoverAsync(Session session, DigestRow row, long until) => session.ExecuteAsync(
        "UPDATE anomaly_digest SET covered_until = @Until WHERE account_id = @AccountId AND claimed_at = @ClaimedAt;",
        new { row.AccountId, row.ClaimedAt, Until = until });

    /// <summary>What was opened since the last digest and before a time, as far as it is strong enough and the caller may see it, in groups: those with the newest scans first.</summary>
    public static Task<IReadOnlyList<OpenedGroupRow>> ListOpenedAsync(Session session, Caller caller, DigestRow digest, long until, int limit) =>
        session.ListAsync<OpenedGroupRow>(ListOpened(session), AnomaliesStore.Parameters(caller, new AnomalyFilter(), new { Since = digest.CoveredUntil, Until = until, LeastScore = digest.LeastScore ?? 0, Limit = limit }));
}
