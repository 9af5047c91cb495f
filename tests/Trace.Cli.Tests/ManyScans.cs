using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>A scan that somebody has the answer to.</summary>
public sealed record AnsweredScan(string Code, string Id, long Ordinal);

/// <summary>People who scan all the time, until told to stop; keeps what they were answered.</summary>
public sealed class ManyScans(HttpClient client, IReadOnlyList<string> codes)
{
    private const int People = 8;

    private readonly ConcurrentQueue<AnsweredScan> _answered = new();
    private volatile bool _isOver;
    private Task _running = Task.CompletedTask;

    public IReadOnlyList<AnsweredScan> Answered => [.. _answered];

    public static ManyScans Start(HttpClient client, IReadOnlyList<string> codes)
    {
        var scans = new ManyScans(client, codes);
        scans._running = Task.WhenAll(Enumerable.Range(0, People).Select(scans.ScanAsync));
        return scans;
    }

    public async Task WaitForMoreAsync(int count)
    {
        for (var end = _answered.Count + count; _answered.Count < end;)
        {
            Assert.False(_running.IsFaulted, _running.Exception?.ToString());
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    public async Task EndAsync()
    {
        _isOver = true;
        await _running;
    }

    private async Task ScanAsync(int person)
    {
        await Task.Yield();
        for (var next = person * 7; !_isOver; next++)
        {
            var code = codes[next % codes.Count];
            // Every third comes back with the same device, which is a re-check.
            var scan = (await client.VerifyAsync(code, next % 3 == 0 ? $"device-{person}" : null)).GetProperty("scan");
            _answered.Enqueue(new AnsweredScan(code, scan.Text("id"), scan.GetProperty("ordinal").GetInt64()));
        }
    }
}

/// <summary>What a SQLite database holds, read past the server.</summary>
internal static class SqliteFile
{
    /// <summary>Units whose row does not say what their scans say, or whose ordinals are not 1 to n.</summary>
    public const string UnitsThatDisagree =
        """
        SELECT COUNT(*)
        FROM unit
        FULL JOIN (
            SELECT
                unit_id,
                SUM(recheck = 0) AS scans,
                COUNT(DISTINCT CASE WHEN recheck = 0 THEN ordinal END) AS ordinals,
                MAX(ordinal) AS last,
                MIN(scanned_at) AS first_at,
                MAX(scanned_at) AS last_at
            FROM scan
            GROUP BY unit_id) AS counted ON counted.unit_id = unit.unit_id
        WHERE unit.unit_id IS NULL OR counted.unit_id IS NULL
            OR unit.scan_count <> counted.scans OR counted.ordinals <> counted.scans OR counted.last <> counted.scans
            OR unit.first_scanned_at <> counted.first_at OR unit.last_scanned_at <> counted.last_at;
        """;

    public static long One(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>All scans: their ordinals by id.</summary>
    public static IReadOnlyDictionary<long, long> Scans(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT scan_id, ordinal FROM scan;";
        using var reader = command.ExecuteReader();
        var scans = new Dictionary<long, long>();
        while (reader.Read())
            scans.Add(reader.GetInt64(0), reader.GetInt64(1));
        return scans;
    }

    public static void Execute(string path, string sql)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 10 }.ToString());
        connection.Open();
        return connection;
    }
}
