using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>Lists in pages: every item once, whatever the page size and whatever happens between two pages.</summary>
public sealed class PagingTests
{
    private const int ItemCount = 7;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_list_gives_every_item_once(Engine engine)
    {
        // All at one moment: the order may not hang on the time alone.
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var batch = await FillAsync(server, brand);
        foreach (var (client, path, member) in Lists(server, brand, batch))
        {
            var whole = (await client.GetAnswerAsync($"{path}?limit=200")).AssertStatus(200).Json;
            Assert.False(whole.TryGetProperty("next", out _));
            var all = Items(whole).ToList();
            Assert.Equal(ItemCount, all.Count);
            Assert.Distinct(all);
            Assert.Equal(all, Items((await client.GetAnswerAsync(path)).AssertStatus(200).Json));

            foreach (var limit in new[] { 1, 3, ItemCount - 1, ItemCount })
            {
                var seen = new List<string>();
                for (string? cursor = ""; cursor != null;)
                {
                    var page = (await client.GetAnswerAsync($"{path}?limit={limit}{cursor}")).AssertStatus(200).Json;
                    Assert.InRange(Items(page).Count(), 1, limit);
                    seen.AddRange(Items(page));
                    cursor = page.TryGetProperty("next", out var next) ? $"&cursor={Uri.EscapeDataString(next.GetString()!)}" : null;
                }

                Assert.Equal(all, seen);
            }

            IEnumerable<string> Items(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(member).ToString());
        }
    }

    /// <summary>What is new stands on the first page; who reads on neither sees it nor misses what was there.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_batch_that_comes_between_two_pages_moves_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Insert(0, await brand.CreateBatchAsync(1));
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        var first = (await brand.Admin.GetAnswerAsync("/api/v1/batches?limit=2")).Json;
        ids.Insert(0, await brand.CreateBatchAsync(1));
        var second = (await brand.Admin.GetAnswerAsync($"/api/v1/batches?limit=2&cursor={first.Text("next")}")).Json;

        Assert.Equal(ids[1..], new[] { first, second }.SelectMany(page => page.GetProperty("items").EnumerateArray()).Select(item => item.Text("id")));
        Assert.False(second.TryGetProperty("next", out _));
        Assert.Equal(ids[0], (await brand.Admin.GetAnswerAsync("/api/v1/batches?limit=1")).Json.GetProperty("items")[0].Text("id"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_cursor_or_limit_that_is_none_of_ours_is_refused(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await FillAsync(server, brand);
        string[] cursors =
        [
            "", "x", "-1", "%00", "%20", "%ED%A0%80", "%F0%9F%98%80", "1.5", "'", "0-", "-000000", "0-ZZZZZZZ", "0-%00%00%00%00%00%00", "-1-000000", "99999999999999999999-000000", "0-000000-0",
            "99999999999999999999", new string('9', 300), "UUUUUUUUUUUU",
        ];
        string[] limits = ["0", "-1", "201", "2147483648", "x", "1.5", "1e2", "%00", "0x10", "1&limit=2"];

        foreach (var (client, path, _) in Lists(server, brand, batch))
        {
            foreach (var cursor in cursors)
                (await client.GetAnswerAsync($"{path}?cursor={cursor}")).AssertProblem(400, "invalid_request");
            foreach (var limit in limits)
                (await client.GetAnswerAsync($"{path}?limit={limit}")).AssertProblem(400, "invalid_request");
        }

        foreach (var gtin in new[] { "", "x", "%00", "%27", "9506000134353" })
            (await brand.Admin.GetAnswerAsync($"/api/v1/batches?gtin={gtin}")).AssertProblem(400, "invalid_request");
    }

    private static IEnumerable<(HttpClient Client, string Path, string Member)> Lists(RunningServer server, TestBrand brand, string batch) =>
    [
        (server.Owner, "/api/v1/brands", "id"), (brand.Admin, "/api/v1/products", "gtin"), (brand.Admin, "/api/v1/batches", "id"), (brand.Admin, $"/api/v1/batches/{batch}/status", "entry"),
    ];

    /// <summary>Seven of each kind.</summary>
    private static async Task<string> FillAsync(RunningServer server, TestBrand brand)
    {
        var batch = await brand.CreateBatchAsync(ItemCount);
        for (var i = 1; i < ItemCount; i++)
        {
            await server.Owner.PostAsync("/api/v1/brands", new { name = "Casa", slug = $"casa-{i}", host = "id.casa.example" });
            await brand.Admin.PostAsync("/api/v1/products", new { gtin = TestGtin.Of(i), name = "Vinegar" });
            await brand.CreateBatchAsync(1);
        }

        for (var i = 0; i < ItemCount; i++)
            (await brand.Admin.ReportAsync(batch, i, i, "lost")).AssertStatus(200);
        return batch;
    }
}
