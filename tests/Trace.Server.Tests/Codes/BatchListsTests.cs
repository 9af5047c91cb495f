using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Server.Anomalies;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Batches as people look for them, and where the codes of one are.</summary>
public sealed class BatchListsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_is_found_by_lot_gtin_and_number_and_by_what_was_reported(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var stolen = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, lot = "Ab_1", activate = true });
        var plain = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, lot = "AbX1" });
        var specimen = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, specimen = true, site = "Porto" });
        await rival.CreateBatchAsync(new { gtin = rival.Gtin, quantity = 10, lot = "Ab_1" });
        await brand.Admin.PostAsync($"/api/v1/batches/{stolen}/status", new { from = 3, to = 4, status = "stolen" });
        var number = (await server.BatchOf(plain)).Number;
        var caller = Caller.System((await server.BatchOf(plain)).BrandId);
        var lists = server.Services.GetRequiredService<BatchLists>();
        async Task<string> FindAsync(string? text, string? state = null, Caller? by = null)
        {
            Assert.True(BatchLists.ParseFilter(text, state).TryGet(out var filter, out _));
            Assert.True((await lists.ListAsync(by ?? caller, filter, cursor: null, 50)).TryGet(out var page, out _));
            return string.Join(' ', page.Items.Select(batch => batch.Id).Order(StringComparer.Ordinal));
        }

        string Ids(params string[] ids) => string.Join(' ', ids.Order(StringComparer.Ordinal));
        Assert.Equal(Ids(stolen, plain, specimen), await FindAsync(null));
        Assert.Equal(Ids(stolen, plain), await FindAsync("ab"));
        Assert.Equal(stolen, await FindAsync("ab_"));
        Assert.Equal(plain, await FindAsync(plain));
        Assert.Equal(number > 999_999 ? plain : "", await FindAsync(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(Ids(stolen, plain, specimen), await FindAsync(brand.Gtin));
        Assert.Equal("", await FindAsync("%"));
        Assert.Equal(Ids(plain, specimen), await FindAsync(null, BatchStates.Unreported));
        Assert.Equal(stolen, await FindAsync(null, BatchStates.Missing));
        Assert.Equal(stolen, await FindAsync(null, BatchStates.Applied));
        Assert.Equal("", await FindAsync(null, BatchStates.Recalled));
        Assert.Equal(specimen, await FindAsync(null, BatchStates.Specimen));
        Assert.Equal(Ids(stolen, plain), await FindAsync(null, by: caller with { Sites = new HashSet<string>(["Lisboa"], StringComparer.Ordinal) }));
        Assert.False(BatchLists.ParseFilter(null, "gone").TryGet(out _, out _));

        // A page at a time, and all of them as a file.
        Assert.True((await lists.ListAsync(caller, new BatchFilter(), cursor: null, 2)).TryGet(out var first, out _));
        Assert.True((await lists.ListAsync(caller, new BatchFilter(), first.Next, 2)).TryGet(out var rest, out _));
        Assert.Equal(3, first.Items.Concat(rest.Items).Select(batch => batch.Id).Distinct().Count());
        Assert.Null(rest.Next);
    }

    [Fact]
    public void What_was_ordered_is_applied_spoiled_unused_or_missing_and_it_closes_when_all_is_reported()
    {
        var batch = new Batch { Gtin = default, Profile = CodeProfile.Signed, Ordered = BatchOrder.MaxQuantity };
        StatusReport Report(long from, long to, UnitStatus status, long entry) => new(from, to, status, At: entry, entry);
        var reports = new List<StatusReport>
        {
            Report(0, 999, UnitStatus.Active, 1), Report(500, 509, UnitStatus.Spoiled, 2), Report(1000, 1009, UnitStatus.Lost, 3), Report(2000, 2999, UnitStatus.Active, 4), Report(600, 699, UnitStatus.Recalled, 5),
        };

        var open = BatchBalance.Of(batch, StatusTimeline.Build(reports, batch.InitialStatus));
        Assert.Equal(batch.Quantity, open.Applied + open.Spoiled + open.Unused + open.Missing);
        Assert.Equal((1990, 10, 10, false), (open.Applied, open.Spoiled, open.Lost, open.Closes));
        Assert.Equal([(1000, 1009), (1010, 1999), (3000, batch.Quantity - 1)], open.MissingRanges.Select(range => (range.From, range.To)));
        Assert.Equal(batch.Quantity, open.Ranges.Sum(range => range.Count));

        var closed = BatchBalance.Of(batch, StatusTimeline.Build([.. reports, Report(1010, 1999, UnitStatus.Unused, 6), Report(3000, batch.Quantity - 1, UnitStatus.Stolen, 7)], batch.InitialStatus));
        Assert.True(closed.Closes);
        Assert.Equal(batch.Quantity, closed.Applied + closed.Spoiled + closed.Unused + closed.Missing);
        Assert.Equal([(1000, 1009), (3000, batch.Quantity - 1)], closed.MissingRanges.Select(range => (range.From, range.To)));

        // In use from the start: nothing is missing.
        Assert.True(BatchBalance.Of(batch with { Activate = true }, StatusTimeline.Build([], UnitStatus.Active)).Closes);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Neighbours_with_anomalies_are_one_range_of_the_index_line(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(1000);
        await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 100, to = 999, status = "stolen" });
        var codes = await brand.UrisAsync(batch, 0, 1000);
        foreach (var index in new[] { 5, 100, 101, 111, 125, 700 })
            await server.Public.VerifyAsync(codes[index]);

        var found = await server.BatchOf(batch);
        var marks = await server.Services.GetRequiredService<BatchMarks>().FindAsync(Caller.System(found.BrandId), found);

        Assert.Equal([(100L, 125L, 4L, 4L), (700, 700, 1, 1)], marks.Ranges.Select(range => (range.From, range.To, range.Codes, range.Open)));
        Assert.Equal((5, 5, false), (marks.Codes, marks.Open, marks.IsCut));
    }
}
