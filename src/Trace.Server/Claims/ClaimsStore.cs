using Trace.Server.Storage;

namespace Trace.Server.Claims;

/// <summary>A row of <c>cover_claim</c>: what was tried of one unit's covered code, and its first use.</summary>
/// <param name="Tries">Those that counted, none an hour after the one before it.</param>
/// <param name="TriedAt">The last of them.</param>
/// <param name="CheckId">The check whose page the first use came from.</param>
/// <param name="LastCheckId">The same of the last use.</param>
public sealed record ClaimRow(long UnitId, long BrandId, long Tries, long TriedAt, long? ClaimedAt, string? Country, long? CheckId, long? LastCheckId, long Uses)
{
    public UnitClaim ToClaim() => new(UnixTime.Of(ClaimedAt), Country, Uses);
}

/// <summary>Claims of units; every statement but the brand's list names the unit.</summary>
public static class ClaimsStore
{
    private const string Columns =
        """
        SELECT
            unit_id AS UnitId,
            brand_id AS BrandId,
            tries AS Tries,
            tried_at AS TriedAt,
            claimed_at AS ClaimedAt,
            country AS Country,
            check_id AS CheckId,
            last_check_id AS LastCheckId,
            uses AS Uses
        FROM cover_claim
        """;

    internal const string Find = $"{Columns} WHERE unit_id = @UnitId;";

    private const string Begin =
        """
        INSERT INTO cover_claim (unit_id, brand_id, tries, tried_at, uses)
        VALUES (@UnitId, @BrandId, 0, @Now, 0)
        ON CONFLICT (unit_id) DO NOTHING;
        """;

    /// <summary>An hour without a try begins anew, so no hour has more than the most.</summary>
    internal const string CountTry =
        """
        UPDATE cover_claim
        SET
            tries = CASE WHEN tried_at <= @HourAgo THEN 1 ELSE tries + 1 END,
            tried_at = @Now
        WHERE unit_id = @UnitId AND (tries < @Most OR tried_at <= @HourAgo);
        """;

    internal const string Claim =
        """
        UPDATE cover_claim
        SET
            claimed_at = @Now,
            country = @Country,
            check_id = @CheckId
        WHERE unit_id = @UnitId AND claimed_at IS NULL;
        """;

    internal const string CountUse = "UPDATE cover_claim SET uses = uses + 1, last_check_id = @CheckId WHERE unit_id = @UnitId;";

    public static Task<ClaimRow?> FindAsync(Session session, long unitId) => session.FindAsync<ClaimRow>(Find, new { UnitId = unitId });

    /// <summary>False when there were as many within the hour as may be. Until the transaction ends, other tries of this unit wait.</summary>
    public static async Task<bool> CountTryAsync(Session session, long unitId, long brandId, int most, (long HourAgo, long Now) time)
    {
        await session.ExecuteAsync(Begin, new { UnitId = unitId, BrandId = brandId, time.Now });
        return await session.ExecuteAsync(CountTry, new { UnitId = unitId, Most = most, time.HourAgo, time.Now }) == 1;
    }

    /// <summary>Whether it is the first use.</summary>
    public static async Task<bool> UseAsync(Session session, long unitId, long now, string? country, long? checkId)
    {
        var isFirst = await session.ExecuteAsync(Claim, new { UnitId = unitId, Now = now, Country = country, CheckId = checkId }) == 1;
        await session.ExecuteAsync(CountUse, new { UnitId = unitId, CheckId = checkId });
        return isFirst;
    }

    /// <summary>All of a brand, one by one.</summary>
    public static IAsyncEnumerable<ClaimRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<ClaimRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY unit_id;", new { BrandId = brandId });
}
