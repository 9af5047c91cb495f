using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>What takes long is done for few at once, so that one brand does not keep the others waiting.</summary>
public sealed class AtOnceTests
{
    [Fact]
    public async Task A_brand_prints_so_many_labels_at_once_and_all_together_so_many()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "LabelsAtOnce=1", "LabelsAtOnceInAll=2");
        var brands = new List<(TestBrand Brand, string Labels)>();
        foreach (var (i, gtin) in new[] { "09506000134352", "09506000134376", "04006381333931" }.Index())
        {
            var brand = await server.CreateBrandAsync($"brand{i}", $"id{i}.example", gtin);
            brands.Add((brand, $"/api/v1/batches/{await brand.CreateBatchAsync(10_000_000)}/labels?format=zpl"));
        }

        // Nobody reads these, so they run until they are given up.
        using (await OpenAsync(brands[0]))
        {
            (await brands[0].Brand.Admin.GetAnswerAsync(brands[0].Labels)).AssertLimited();
            using (await OpenAsync(brands[1]))
            {
                var full = await brands[2].Brand.Admin.GetAnswerAsync(brands[2].Labels);
                full.AssertProblem(503, "overloaded");
                Assert.NotNull(full.Headers.RetryAfter);
            }
        }

        for (var attempt = 0; (await brands[0].Brand.Admin.GetAnswerAsync(brands[0].Labels)).Status != 200; attempt++)
        {
            Assert.True(attempt < 100, "A print run that was given up still counts.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        static async Task<HttpResponseMessage> OpenAsync((TestBrand Brand, string Labels) run)
        {
            var response = await run.Brand.Admin.GetAsync(
                new Uri($"{run.Labels}&count=10000000", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            Assert.Equal(200, (int)response.StatusCode);
            return response;
        }
    }

    [Fact]
    public async Task A_brand_imports_so_often_an_hour()
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartLimitedAsync(Engine.Sqlite, "ImportsPerHour=2");
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", "09506000134376");
        for (var i = 0; i < 2; i++)
            (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", $"serial\nA{i}\n")).AssertStatus(201);

        (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nB\n")).AssertLimited();
        (await other.Admin.ImportAsync($"?gtin={other.Gtin}", "serial\nB\n")).AssertStatus(201);
        clock.Advance(TimeSpan.FromHours(1));
        (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nB\n")).AssertStatus(201);
    }
}
