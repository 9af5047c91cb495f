using System.Globalization;
using Npgsql;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>The months <c>scan</c> is divided into on PostgreSQL, by <c>scanned_at</c>. What is of no month that has a table is in <c>scan_default</c>.</summary>
internal static class ScanPartitionsStore
{
    private const string Prefix = "scan_";

    /// <summary>Scans wait for whoever changes the table, so nobody may wait long to change it.</summary>
    private const string Alone = "SET LOCAL lock_timeout = '2s'; SELECT pg_advisory_xact_lock(1953653091, 1);";

    private const string ListMonths =
        """
        SELECT child.relname
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'scan'::regclass AND child.relname <> 'scan_default'
        ORDER BY child.relname;
        """;

    /// <summary>The first days of the months that have a table.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> ListAsync(Session session) =>
        [.. (await session.ListAsync<string>(ListMonths)).Select(name => DateTimeOffset.ParseExact(name[Prefix.Length..], "yyyy_MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal))];

    /// <summary>Makes the table of a month.</summary>
    /// <returns>False if scans of that month are in <c>scan_default</c> already: there they stay, and so do later ones.</returns>
    public static async Task<bool> AddAsync(Session session, DateTimeOffset month)
    {
        await session.ExecuteAsync(Alone);
        try
        {
            await session.ExecuteAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"CREATE TABLE IF NOT EXISTS {NameOf(month)} PARTITION OF scan FOR VALUES FROM ({month.ToUnixTimeMilliseconds()}) TO ({month.AddMonths(1).ToUnixTimeMilliseconds()});"));
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.CheckViolation)
        {
            return false;
        }
    }

    /// <summary>Removes the table of a month if it is empty.</summary>
    public static async Task<bool> RemoveEmptyAsync(Session session, DateTimeOffset month)
    {
        if (await session.FindAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {NameOf(month)});"))
            return false;
        // The look before is cheap and keeps nobody waiting; only this one counts.
        await session.ExecuteAsync($"{Alone} LOCK TABLE scan IN ACCESS EXCLUSIVE MODE;");
        if (await session.FindAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {NameOf(month)});"))
            return false;
        await session.ExecuteAsync($"DROP TABLE {NameOf(month)};");
        return true;
    }

    private static string NameOf(DateTimeOffset month) => Prefix + month.ToString("yyyy_MM", CultureInfo.InvariantCulture);
}
