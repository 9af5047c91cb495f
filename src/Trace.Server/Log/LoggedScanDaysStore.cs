using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>The days whose scans have their records.</summary>
public static class LoggedScanDaysStore
{
    private const string AddScanDay =
        """
        INSERT INTO log_scan_day (day, made_at)
        VALUES (@Day, @MadeAt)
        ON CONFLICT (day) DO NOTHING;
        """;

    /// <summary>False when the day has its records already.</summary>
    public static async Task<bool> AddAsync(Session session, long day, long madeAt) => await session.ExecuteAsync(AddScanDay, new { Day = day, MadeAt = madeAt }) == 1;

    /// <summary>The last one; null before there is any.</summary>
    public static Task<long?> FindLastAsync(Session session) => session.FindAsync<long?>("SELECT MAX(day) FROM log_scan_day;");
}
