using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>How many units the factories of a brand ordered on a UTC day, and how many they may.</summary>
/// <remarks>A stolen factory key issues this many at most until someone notices; a brand_admin, who is not bound by it, may allow more for a day.</remarks>
public sealed class IssuingQuota(TimeProvider clock)
{
    /// <summary>The state of today. Null for a brand that is not there.</summary>
    public Task<QuotaDay?> FindAsync(Session session, long brandId) => FindAsync(session, brandId, Today);

    /// <summary>Counts an order of a factory, or says why it is too much.</summary>
    public async Task<Failure?> TakeAsync(Session session, Caller caller, long units)
    {
        if (caller.Role != Roles.Factory)
            return null;
        // Taken once: midnight may come between two looks at the clock.
        var today = Today;
        await IssuingDaysStore.LockAsync(session, caller.BrandId, today);
        var day = await FindAsync(session, caller.BrandId, today);
        if (day == null || units > day.Left)
        {
            return new Failure("quota_exceeded", string.Create(
                CultureInfo.InvariantCulture,
                $"The factories of this brand may order {day?.Left ?? 0:N0} more units today, not {units:N0}. A brand_admin can order them, or allow more for today."));
        }

        await IssuingDaysStore.AddAsync(session, caller.BrandId, today, units, allowance: 0);
        return null;
    }

    /// <summary>More for today only.</summary>
    public async Task AllowAsync(Session session, long brandId, long units)
    {
        var today = Today;
        await IssuingDaysStore.LockAsync(session, brandId, today);
        await IssuingDaysStore.AddAsync(session, brandId, today, units: 0, allowance: units);
    }

    public static Task SetAsync(Session session, long brandId, long dailyUnits) => BrandsStore.SetDailyQuotaAsync(session, brandId, dailyUnits);

    private static async Task<QuotaDay?> FindAsync(Session session, long brandId, long today)
    {
        if (await BrandsStore.FindDailyQuotaAsync(session, brandId) is not { } quota)
            return null;
        var day = await IssuingDaysStore.FindAsync(session, brandId, today);
        return new QuotaDay(quota, day?.Units ?? 0, day?.Allowance ?? 0);
    }

    private long Today => clock.GetUtcNow().ToUnixTimeSeconds() / 86_400;
}

/// <summary>The quota of a brand's factories today.</summary>
public sealed record QuotaDay(long DailyUnits, long Issued, long Allowance)
{
    public long Left => Math.Max(0, DailyUnits + Allowance - Issued);
}
