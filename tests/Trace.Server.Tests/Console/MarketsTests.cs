using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Anomalies;
using Trace.Server.Http;
using Trace.Server.Tests.Verification;
using Trace.Server.Verification;
using Trace.Server.Web.Console.Map;
using Trace.Server.Web.Console.Search;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Console;

/// <summary>Scans and anomalies by country, and the search, without a browser.</summary>
public sealed class MarketsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Scans_and_anomalies_are_summed_by_country_within_product_kind_and_time(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await server.BatchOf(await brand.CreateBatchAsync(10));
        var caller = Caller.System(batch.BrandId);
        var now = TimeProvider.System.GetUtcNow();
        ScanToStore Scan(uint unit, string? country, UnitStatus status = UnitStatus.Active, int daysAgo = 0) => new(
            UnitId.Of(batch.Number, unit).Value, batch.BrandId, now.AddDays(-daysAgo), TestScans.Active with { Status = status }, SignatureState.Valid, "api")
        {
            Country = country,
        };
        await server.Services.GetRequiredService<Scans>().AppendAsync(
            [Scan(0, "DE"), Scan(1, "DE"), Scan(2, "PL", UnitStatus.Stolen), Scan(3, "PL", UnitStatus.Created), Scan(4, null, UnitStatus.Stolen), Scan(5, "FR", daysAgo: 40)]);
        await server.Services.GetRequiredService<ScanCounts>().WriteAsync();
        var markets = server.Services.GetRequiredService<Markets>();
        async Task<IEnumerable<(string, long, long)>> ListAsync(AnomalyFilter filter, int days, Caller? by = null) =>
            (await markets.ListAsync(by ?? caller, filter, days)).OrderBy(market => market.Country, StringComparer.Ordinal).Select(market => (market.Country, market.Scans, market.Anomalies));

        Assert.Equal([("", 1, 1), ("DE", 2, 0), ("FR", 1, 0), ("PL", 2, 2)], await ListAsync(new AnomalyFilter(), 365));
        Assert.Equal([("", 1, 1), ("DE", 2, 0), ("PL", 2, 2)], await ListAsync(new AnomalyFilter(), 30));
        Assert.Equal([("", 1, 1), ("DE", 2, 0), ("PL", 2, 1)], await ListAsync(new AnomalyFilter(Kind: "stolen_labels"), 30));
        Assert.Empty(await ListAsync(new AnomalyFilter(Gtin: TestGtin.Of(2)), 365));
        Assert.Empty(await ListAsync(new AnomalyFilter(), 365, caller with { Gtins = new HashSet<string>([TestGtin.Of(2)], StringComparer.Ordinal) }));
        Assert.Empty(await ListAsync(new AnomalyFilter(), 365, Caller.System(batch.BrandId + 1)));
        Assert.False(new MapAddress(Days: "8").Parse().TryGet(out _, out _));
    }

    [Fact]
    public async Task Search_finds_within_the_brand_and_limits_alone()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var id = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, lot = "L9", activate = true });
        var compact = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, lot = "L91", profile = "compact" });
        var (code, small) = ((await brand.UrisAsync(id, 3, 1))[0], (await brand.UrisAsync(compact, 3, 1))[0]);
        var caller = Caller.System((await server.BatchOf(id)).BrandId);
        var search = server.Services.GetRequiredService<AnySearch>();
        async Task<string> FindAsync(string text, Caller? by = null) => string.Join(' ', (await search.FindAsync(by ?? caller, text)).Select(answer => answer.Name).Order(StringComparer.Ordinal));
        var (serial, smallSerial) = (code.Split("/21/")[1].Split('?')[0], small.Split("/21/")[1].Split('?')[0]);

        Assert.Equal(serial, await FindAsync(code));
        Assert.Equal(serial, await FindAsync($"(01){brand.Gtin}(21){serial}"));
        Assert.Equal(serial, await FindAsync(serial));
        Assert.Equal(smallSerial, await FindAsync($" {small} "));
        Assert.Equal(smallSerial, await FindAsync(smallSerial));
        Assert.Equal(string.Join(' ', new[] { id, compact }.Order(StringComparer.Ordinal)), await FindAsync("L9"));
        Assert.Equal(compact, await FindAsync(compact));
        Assert.Equal("", await FindAsync(new string('9', AnySearch.MaxTextLength + 1)));
        Assert.Equal("", await FindAsync(code, Caller.System(caller.BrandId + 1)));
        Assert.Equal("", await FindAsync(serial, caller with { Gtins = new HashSet<string>([TestGtin.Of(2)], StringComparer.Ordinal) }));
    }
}
