using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>issuing_day</c>: what factories ordered on a day, and what was allowed beyond the quota.</summary>
public sealed record IssuingDayRow(long Units, long Allowance);

public static class IssuingDaysStore
{
    private const string Find = "SELECT units AS Units, allowance AS Allowance FROM issuing_day WHERE brand_id = @BrandId AND day = @Day";

    private const string Make =
        """
        INSERT INTO issuing_day (brand_id, day, units, allowance)
        VALUES (@BrandId, @Day, 0, 0)
        ON CONFLICT (brand_id, day) DO NOTHING;
        """;

    private const string Add =
        """
        UPDATE issuing_day
        SET units = units + @Units, allowance = allowance + @Allowance
        WHERE brand_id = @BrandId AND day = @Day;
        """;

    public static Task<IssuingDayRow?> FindAsync(Session session, long brandId, long day) =>
        session.FindAsync<IssuingDayRow>($"{Find};", new { BrandId = brandId, Day = day });

    /// <summary>Makes the row and holds it until the transaction ends, so that two orders do not both take what is left.</summary>
    public static async Task LockAsync(Session session, long brandId, long day)
    {
        await session.ExecuteAsync(Make, new { BrandId = brandId, Day = day });
        await session.FindAsync<IssuingDayRow>($"{Find}{session.ForUpdate};", new { BrandId = brandId, Day = day });
    }

    public static Task AddAsync(Session session, long brandId, long day, long units, long allowance) =>
        session.ExecuteAsync(Add, new { BrandId = brandId, Day = day, Units = units, Allowance = allowance });
}
