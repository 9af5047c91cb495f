using System.Globalization;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>How many units the factories of a brand ordered on a UTC day, and how many they may.</summary>
/// <remarks>A stolen factory key issues this many at most until someone notices; a brand_admin, who is not bound by it, may allow more for a day.</remarks>
public sealed class IssuingQuota(TimeProvider clock)
{
    private const string Find =
        """
        SELECT
            b.daily_quota AS DailyUnits,
            COALESCE(d.units, 0) AS Issued,
            COALESCE(d.allowance, 0) AS Allowance
        FROM brand b
        LEFT JOIN issuing_day d ON d.brand_id = b.brand_id AND d.day = @Day
        WHERE b.brand_id = @BrandId;
        """;

    /// <summary>The state of today. Null for a brand that is not there.</summary>
    public Task<QuotaDay?> FindAsync(Session session, long brandId) =>
        session.FindAsync<QuotaDay>(Find, new { BrandId = brandId, Day = Today });

    /// <summary>Counts an order of a factory, or says why it is too much.</summary>
    public async Task<Failure?> TakeAsync(Session session, Caller caller, long units)
    {
        if (caller.Role != Roles.Factory)
            return null;
        await LockAsync(session, caller.BrandId);
        var day = await FindAsync(session, caller.BrandId);
        if (day == null || units > day.Left)
        {
            return new Failure("quota_exceeded", string.Create(
                CultureInfo.InvariantCulture,
                $"The factories of this brand may order {day?.Left ?? 0:N0} more units today, not {units:N0}. A brand_admin can order them, or allow more for today."));
        }

        await session.ExecuteAsync(
            "UPDATE issuing_day SET units = units + @Units WHERE brand_id = @BrandId AND day = @Day;", new { caller.BrandId, Day = Today, Units = units });
        return null;
    }

    /// <summary>More for today only.</summary>
    public async Task AllowAsync(Session session, long brandId, long units)
    {
        await LockAsync(session, brandId);
        await session.ExecuteAsync(
            "UPDATE issuing_day SET allowance = allowance + @Units WHERE brand_id = @BrandId AND day = @Day;", new { BrandId = brandId, Day = Today, Units = units });
    }

    public static Task SetAsync(Session session, long brandId, long dailyUnits) => session.ExecuteAsync(
        "UPDATE brand SET daily_quota = @DailyUnits WHERE brand_id = @BrandId;", new { BrandId = brandId, DailyUnits = dailyUnits });

    private long Today => clock.GetUtcNow().ToUnixTimeSeconds() / 86_400;

    /// <summary>Makes today's row and holds it until the transaction ends, so that two orders do not both take what is left.</summary>
    private async Task LockAsync(Session session, long brandId)
    {
        var today = new { BrandId = brandId, Day = Today };
        await session.ExecuteAsync(
            "INSERT INTO issuing_day (brand_id, day, units, allowance) VALUES (@BrandId, @Day, 0, 0) ON CONFLICT (brand_id, day) DO NOTHING;", today);
        await session.FindAsync<long>($"SELECT units FROM issuing_day WHERE brand_id = @BrandId AND day = @Day{session.ForUpdate};", today);
    }
}

/// <summary>The quota of a brand's factories today.</summary>
public sealed record QuotaDay(long DailyUnits, long Issued, long Allowance)
{
    public long Left => Math.Max(0, DailyUnits + Allowance - Issued);
}
