using System.Globalization;
using Npgsql;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>The months <c>scan</c> is divided into on PostgreSQL, by <c>scanned_at</c>. What is of no month that has a table is in <c>scan_default</c>.</summary>
internal static class ScanPartitionsStore
{
    private const string Prefix = "scan_";

    /// <summary>Scans wait for whoever changes the table, so nobody may wait long to change it.</summary>
    private const string Alone = "SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '3s'; SELECT pg_advisory_xact_lock(1953653091, 1);";

    private const string ListMonths =
        """
        SELECT child.relname
        FROM pg_inherits
        JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
        WHERE pg_inherits.inhparent = 'scan'::regclass AND child.relname <> 'scan_default'
        ORDER BY child.relname;
        """;

    /// <summary>The first days of the months that have a table. Tables of another name are somebody else's.</summary>
    public static async Task<IReadOnlyList<DateTimeOffset>> ListAsync(Session session)
    {
        var months = new List<DateTimeOffset>();
        foreach (var name in await session.ListAsync<string>(ListMonths))
        {
            if (DateTimeOffset.TryParseExact(name, $"'{Prefix}'yyyy'_'MM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month))
                months.Add(month);
        }

        return months;
    }

    /// <summary>Makes the table of a month.</summary>
    /// <returns>False if another table has scans of that month, or may: there they stay, and so do later ones.</returns>
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
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.CheckViolation or PostgresErrorCodes.InvalidObjectDefinition)
        {
            return false;
        }
    }

    /// <summary>Whether the table of a month may be empty: it has no pages, which is so once vacuum removed its dead rows. To look through many of those would take long.</summary>
    public static Task<bool> MayBeEmptyAsync(Session session, DateTimeOffset month) =>
        session.FindAsync<bool>("SELECT COALESCE(pg_relation_size(to_regclass(@Name)) = 0, FALSE);", new { Name = NameOf(month) });

    /// <summary>Removes the table of a month if it is empty.</summary>
    public static async Task RemoveEmptyAsync(Session session, DateTimeOffset month)
    {
        await session.ExecuteAsync($"{Alone} LOCK TABLE scan IN ACCESS EXCLUSIVE MODE;");
        // Another server may have removed it, or stored a late scan; and on Citus the coordinator has no pages of it.
        if (await session.FindAsync<bool>("SELECT to_regclass(@Name) IS NOT NULL;", new { Name = NameOf(month) })
            && !await session.FindAsync<bool>($"SELECT EXISTS (SELECT 1 FROM {NameOf(month)});"))
        {
            await session.ExecuteAsync($"DROP TABLE {NameOf(month)};");
        }
    }

    private static string NameOf(DateTimeOffset month) => Prefix + month.ToString("yyyy_MM", CultureInfo.InvariantCulture);
}
