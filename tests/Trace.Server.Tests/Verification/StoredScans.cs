using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

internal sealed record StoredScan(
    long UnitId,
    long ScanId,
    long Ordinal,
    long Recheck,
    long ScannedAt,
    string Verdict,
    string Source,
    byte[]? DeviceHash,
    double? Latitude,
    double? Longitude)
{
    public string Id => PublicId.Format(ScanId);
}

internal sealed record StoredUnit(long UnitId, long ScanCount, long FirstScannedAt, long LastScannedAt);

internal sealed record RefusedTry(long BrandId, long Hour, string Reason, long Tries);

/// <summary>What the database holds of scans, read by the tests' own SQL.</summary>
internal sealed class StoredScans(Database database, Scans? running = null)
{
    /// <summary>Of a server that runs in this process: the rows of units, which follow behind on SQLite, are brought up to date before they are read.</summary>
    public static StoredScans Of(RunningServer server) => new(server.Services.GetRequiredService<Database>(), server.Services.GetRequiredService<Scans>());

    /// <summary>Rows of <c>scan</c> and of <c>unit</c>.</summary>
    public async Task<(long Scans, long Units)> CountAsync()
    {
        await FlushAsync();
        return (
            await database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM scan;")),
            await database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM unit;")));
    }

    /// <summary>All scans, a unit's in the order of their ordinals.</summary>
    public Task<IReadOnlyList<StoredScan>> ListAsync() => database.ReadAsync(session => session.ListAsync<StoredScan>(
        """
        SELECT
            unit_id AS UnitId,
            scan_id AS ScanId,
            ordinal AS Ordinal,
            recheck AS Recheck,
            scanned_at AS ScannedAt,
            verdict AS Verdict,
            source AS Source,
            device_hash AS DeviceHash,
            latitude AS Latitude,
            longitude AS Longitude
        FROM scan
        ORDER BY unit_id, ordinal, recheck;
        """));

    public async Task<IReadOnlyList<StoredUnit>> ListUnitsAsync()
    {
        await FlushAsync();
        return await database.ReadAsync(session => session.ListAsync<StoredUnit>(
        """
        SELECT
            unit_id AS UnitId,
            scan_count AS ScanCount,
            first_scanned_at AS FirstScannedAt,
            last_scanned_at AS LastScannedAt
        FROM unit
        ORDER BY unit_id;
        """));
    }

    public async Task<bool> HasAsync(string id, long ordinal)
    {
        Assert.True(PublicId.TryParse(id, out var scanId), id);
        return await database.ReadAsync(session => session.FindAsync<long>(
            "SELECT COUNT(*) FROM scan WHERE scan_id = @ScanId AND ordinal = @Ordinal;", new { ScanId = scanId, Ordinal = ordinal })) == 1;
    }

    /// <summary>The counters once they hold this many tries: they are written every few seconds.</summary>
    public async Task<IReadOnlyList<RefusedTry>> RefusedAsync(long tries)
    {
        for (var attempt = 0; ; attempt++)
        {
            var rows = await database.ReadAsync(session => session.ListAsync<RefusedTry>(
                "SELECT brand_id AS BrandId, hour AS Hour, reason AS Reason, tries AS Tries FROM refused_try ORDER BY hour, brand_id, reason;"));
            var total = rows.Sum(row => row.Tries);
            if (total == tries)
                return rows;
            Assert.True(total < tries && attempt < 200, $"{tries} tries should be counted, not {total}.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>For each unit the ordinals are 1 to n without gap or repeat, and its row says the same.</summary>
    public async Task AssertGaplessAsync()
    {
        var units = (await ListUnitsAsync()).ToDictionary(unit => unit.UnitId);
        var scans = (await ListAsync()).ToLookup(scan => scan.UnitId);
        Assert.Equal(units.Keys.Order(), scans.Select(group => group.Key).Order());
        Assert.All(scans, group =>
        {
            var first = group.Where(scan => scan.Recheck == 0).ToList();
            Assert.Equal(Enumerable.Range(1, first.Count).Select(n => (long)n), first.Select(scan => scan.Ordinal));
            Assert.All(group, scan => Assert.InRange(scan.Ordinal, 1, first.Count));
            Assert.Equal(
                new StoredUnit(group.Key, first.Count, group.Min(scan => scan.ScannedAt), group.Max(scan => scan.ScannedAt)), units[group.Key]);
        });
    }

    private Task FlushAsync() => running?.FlushAsync() ?? Task.CompletedTask;
}
