using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Verification;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>On PostgreSQL each month's scans have a table of their own, made before they come and gone when they are.</summary>
public sealed class ScanPartitionsTests
{
    [Fact]
    public async Task Scans_are_in_the_table_of_their_month_which_goes_with_the_last_of_them()
    {
        var clock = Clock.At("2026-01-31T23:59:00Z");
        await using var server = await clock.StartServerAsync(Engine.Postgres);
        Assert.Equal(["scan_2026_01", "scan_2026_02", "scan_2026_03", "scan_2026_04", "scan_default"], await TablesAsync(server));
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();

        await server.Public.VerifyAsync(code, "one");
        clock.Set("2026-02-01T00:00:00Z");
        await server.Public.VerifyAsync(code, "two");
        var (scans, unit) = (server.Services.GetRequiredService<Scans>(), Assert.Single(await StoredScans.Of(server).ListUnitsAsync()).UnitId);
        Assert.True(PublicId.TryParse(brand.Id, out var brandId));
        await scans.AppendAsync([new ScanToStore(unit, brandId, Clock.Parse("2026-06-09T00:00:00Z"), TestScans.Active, SignatureState.Valid, "api")]);
        Assert.Equal(["scan_2026_01", "scan_2026_02", "scan_default"], await TablesOfScansAsync(server));

        // June has a scan in the default table, so it stays undivided. The server prepares too when a day is over, at the same time.
        clock.Set("2026-06-10T00:00:00Z");
        await scans.PrepareAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["scan_2026_01", "scan_2026_02", "scan_2026_07", "scan_2026_08", "scan_2026_09", "scan_default"], await TablesAsync(server));
        await server.Public.VerifyAsync(code, "four");

        var days = (int)(clock.GetUtcNow() - Clock.Parse("2026-02-01T00:00:00Z")).TotalDays;
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/brands/{brand.Id}/privacy", System.Net.Http.Json.JsonContent.Create(new { scanRetentionDays = days }))).AssertStatus(200);
        await server.Services.GetRequiredService<ScanRetention>().RunAsync(TestContext.Current.CancellationToken);
        await using (var connection = await server.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("VACUUM scan_2026_01, scan_2026_02;");
        await scans.PrepareAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["scan_2026_02", "scan_2026_07", "scan_2026_08", "scan_2026_09", "scan_default"], await TablesAsync(server));
        Assert.Equal(5, (await server.Public.VerifyAsync(code, "five")).Ordinal());
    }

    [Fact]
    public async Task Imported_scans_wait_for_the_table_of_their_month_also_when_it_had_gone()
    {
        await using var server = await RunningServer.StartAsync(Engine.Postgres);
        await server.CreateBrandAsync();
        var (scans, database) = (server.Services.GetRequiredService<Scans>(), server.Database());
        var scan = new ScanToStore(1L << 40, 1, Clock.Parse("2020-01-09T00:00:00Z"), TestScans.Active, SignatureState.Valid, Scans.ImportSource);
        await database.ReadAsync(
            async session =>
            {
                await session.ExecuteAsync("BEGIN; LOCK TABLE scan IN ROW EXCLUSIVE MODE;");
                await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => scans.AppendAsync([scan]));
                await session.ExecuteAsync("ROLLBACK;");
                return 0;
            },
            TestContext.Current.CancellationToken);

        await scans.AppendAsync([scan]);
        Assert.Equal(["scan_2020_01"], await TablesOfScansAsync(server));
        await database.WriteAsync(session => session.ExecuteAsync("DELETE FROM scan;"), TestContext.Current.CancellationToken);
        await using (var connection = await database.OpenAsync(TestContext.Current.CancellationToken))
            await connection.ExecuteAsync("VACUUM scan_2020_01;");
        await scans.PrepareAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("scan_2020_01", await TablesAsync(server));
        await scans.AppendAsync([scan]);
        Assert.Equal(["scan_2020_01"], await TablesOfScansAsync(server));
    }

    private static Task<IReadOnlyList<string>> TablesAsync(RunningServer server) => server.Services.GetRequiredService<Database>().ReadAsync(session =>
        session.ListAsync<string>("SELECT inhrelid::regclass::TEXT FROM pg_inherits WHERE inhparent = 'scan'::regclass ORDER BY 1;"));

    private static Task<IReadOnlyList<string>> TablesOfScansAsync(RunningServer server) => server.Services.GetRequiredService<Database>().ReadAsync(session =>
        session.ListAsync<string>("SELECT tableoid::regclass::TEXT FROM scan ORDER BY scanned_at;"));
}
