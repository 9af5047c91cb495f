namespace Trace.Server.Verification;

/// <summary>SQL on the scans of a SQLite database: what a backup ends with, and what is moved to PostgreSQL. Also part of the command line tool.</summary>
internal static class MovedScansStore
{
    /// <summary>The schema since which scans have a sequence.</summary>
    public const long FirstSchema = 6;

    /// <summary>What one process keeps beside scans and units to append them; PostgreSQL has no such columns, nor the table.</summary>
    public static readonly IReadOnlySet<string> OnSqliteAlone = new HashSet<string>(StringComparer.Ordinal)
    {
        "scan.sequence", "scan.previous", "unit.last_sequence", "scan_position",
    };

    /// <summary>The scan that was stored last: <c>scan_id, scanned_at, sequence</c>.</summary>
    public const string FindLast =
        """
        SELECT scan_id, scanned_at, sequence
        FROM scan
        ORDER BY sequence DESC
        LIMIT 1;
        """;

    /// <summary>
    /// The rows of units as they are once they have caught up with the scans behind <c>scan_position</c>. What is known of such a unit beyond that is
    /// left out: it is made again from its scans when the unit is scanned next.
    /// </summary>
    public const string ListUnits =
        """
        WITH behind AS (
            SELECT
                unit_id,
                brand_id,
                MAX(ordinal) AS scan_count,
                MIN(scanned_at) AS first_scanned_at,
                MAX(scanned_at) AS last_scanned_at
            FROM scan
            WHERE sequence > (SELECT flushed_sequence FROM scan_position)
            GROUP BY unit_id, brand_id)
        SELECT
            unit_id,
            brand_id,
            scan_count,
            first_scanned_at,
            last_scanned_at,
            state,
            evidence
        FROM unit
        WHERE unit_id NOT IN (SELECT unit_id FROM behind)
        UNION ALL
        SELECT
            behind.unit_id,
            behind.brand_id,
            MAX(behind.scan_count, COALESCE(unit.scan_count, 0)),
            MIN(behind.first_scanned_at, COALESCE(unit.first_scanned_at, behind.first_scanned_at)),
            MAX(behind.last_scanned_at, COALESCE(unit.last_scanned_at, behind.last_scanned_at)),
            NULL,
            NULL
        FROM behind
        LEFT JOIN unit ON unit.unit_id = behind.unit_id
        """;

    /// <summary>On PostgreSQL, beside a table <c>kept</c> of the ids that are still in the source: what the source removed since they were copied.</summary>
    public const string RemoveGone =
        """
        DELETE FROM scan
        WHERE NOT EXISTS (SELECT 1 FROM kept WHERE kept.scan_id = scan.scan_id);
        """;

    /// <summary>When the oldest and the newest scan were; for no scan both are NULL.</summary>
    public const string FindTimes = "SELECT MIN(scanned_at), MAX(scanned_at) FROM scan;";

    /// <summary>How many scans there are up to a sequence.</summary>
    public const string CountUpTo = "SELECT COUNT(*) FROM scan WHERE sequence <= @To;";

    public const string CountAll = "SELECT COUNT(*) FROM scan;";

    public const string ListIdsUpTo = "SELECT scan_id FROM scan WHERE sequence <= @To;";

    /// <param name="columns">The columns to read; <c>sequence</c> stands before them.</param>
    public static string ListAfter(string columns) =>
        $"""
        SELECT sequence, {columns}
        FROM scan
        WHERE sequence > @After
        ORDER BY sequence
        LIMIT @Limit;
        """;
}
