using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Scans counted by day and country.</summary>
public sealed class ScanDaysTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_scan_is_counted_once_and_a_recheck_or_one_sent_again_not_at_all(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var id = await brand.CreateBatchAsync(10);
        var number = (await server.BatchOf(id)).Number;
        var (scans, counts, days) = (server.Services.GetRequiredService<Scans>(), server.Services.GetRequiredService<ScanCounts>(), server.Services.GetRequiredService<ScanDays>());
        var caller = Caller.System((await server.BatchOf(id)).BrandId);
        ScanToStore Scan(uint unit, int day, string? country, long scanId) =>
            new(UnitId.Of(number, unit).Value, caller.BrandId, Start.AddDays(day), TestScans.Active, SignatureState.Valid, Scans.ImportSource) { Country = country, ScanId = scanId };

        await scans.AppendAsync([Scan(0, 0, "DE", 1), Scan(1, 0, "DE", 2), Scan(2, 0, "FR", 3), Scan(3, 1, null, 4)]);
        await counts.WriteAsync();
        // Sent again, and one more in another transaction: added to what is there.
        await scans.AppendAsync([Scan(0, 0, "DE", 1), Scan(4, 0, "DE", 5)]);
        await counts.WriteAsync();

        var ofBatch = await days.OfBatchAsync(caller, await server.BatchOf(id));
        Assert.Equal([(1, "", 1L), (0, "DE", 3L), (0, "FR", 1L)], ofBatch.Select(day => (day.Day.DayNumber - DateOnly.FromDateTime(Start.UtcDateTime).DayNumber, day.Country, day.Scans)));
        Assert.Equal(5, (await days.SumAsync(caller, [await server.BatchOf(id)]))[number]);
        var markets = await days.ByMarketAsync(caller, brand.Gtin, DateOnly.FromDateTime(Start.UtcDateTime), DateOnly.FromDateTime(Start.UtcDateTime));
        Assert.Equal([("DE", 3L), ("FR", 1L)], markets.OrderBy(market => market.Country, StringComparer.Ordinal).Select(market => (market.Country, market.Scans)));

        // Whoever is limited to another site or product sees those of a batch without a site, and none of another product.
        var elsewhere = caller with { Sites = new HashSet<string>(["elsewhere"], StringComparer.Ordinal) };
        Assert.Equal(2, (await days.ByMarketAsync(elsewhere, null, DateOnly.FromDateTime(Start.UtcDateTime), DateOnly.FromDateTime(Start.UtcDateTime))).Count);
        var other = caller with { Gtins = new HashSet<string>([TestGtin.Of(2)], StringComparer.Ordinal) };
        Assert.Empty(await days.ByMarketAsync(other, null, DateOnly.FromDateTime(Start.UtcDateTime), DateOnly.FromDateTime(Start.UtcDateTime)));

        // By the same device within minutes: a re-check.
        var code = (await brand.UrisAsync(id, 9, 1))[0];
        await server.Public.VerifyAsync(code, "phone");
        await server.Public.VerifyAsync(code, "phone");
        await counts.WriteAsync();
        Assert.Equal(6, (await days.SumAsync(caller, [await server.BatchOf(id)]))[number]);
    }
}

internal static class ScanDaysCalls
{
    public static async Task<Batch> BatchOf(this RunningServer server, string id)
    {
        Assert.True(BatchId.TryParse(id, out var number));
        return (await server.Services.GetRequiredService<BatchCatalog>().FindAsync(number))!;
    }
}
