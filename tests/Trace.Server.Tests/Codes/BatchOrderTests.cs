using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>What an order of codes becomes.</summary>
public sealed class BatchOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_order_with_everything_is_kept_as_ordered(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var answer = (await brand.Admin.PostAnswerAsync("/api/v1/batches", new
        {
            gtin = brand.Gtin[1..],
            quantity = 1001,
            lot = "L/26-17",
            expiry = "2027-02",
            market = new[] { "DE", "AT", "DE" },
            profile = "signed",
            inCode = new[] { "expiry", "lot" },
            activate = true,
            specimen = true,
            overrunPercent = 2.5,
            samplePercent = 0.01,
        })).AssertStatus(201);

        var batch = answer.Json;
        var id = batch.Text("id");
        Assert.Equal($"/api/v1/batches/{id}", answer.Location);
        Assert.Equal((brand.Gtin, "derived", "signed"), (batch.Text("gtin"), batch.Text("kind"), batch.Text("profile")));
        // Shares are rounded up: 25.025 codes are 26, a tenth of one is one.
        Assert.Equal((1001L, 26L, 1L, 1028L), (Number(batch, "ordered"), Number(batch, "overrun"), Number(batch, "samples"), Number(batch, "quantity")));
        Assert.Equal(("L/26-17", "2027-02"), (batch.Text("lot"), batch.Text("expiry")));
        Assert.Equal("""["AT","DE"]""", batch.GetProperty("market").GetRawText());
        Assert.Equal("""["lot","expiry"]""", batch.GetProperty("inCode").GetRawText());
        Assert.True(batch.GetProperty("activate").GetBoolean() && batch.GetProperty("specimen").GetBoolean());
        Assert.Equal(("id.acme.example", "2026-11-24T09:30:00.000Z"), (batch.Text("host"), batch.Text("createdAt")));

        var uri = (await brand.UrisAsync(id, 0, 1))[0];
        Assert.StartsWith($"HTTPS://ID.ACME.EXAMPLE/01/{brand.Gtin}/10/L%2F26-17/21/", uri, StringComparison.Ordinal);
        Assert.Contains("?17=270200&s=", uri, StringComparison.Ordinal);
        var verified = await server.Public.VerifyAsync(uri);
        Assert.Equal("issued", verified.Text("verdict"));
        Assert.Equal(("L/26-17", "2027-02"), (verified.GetProperty("unit").Text("lot"), verified.GetProperty("unit").Text("expiry")));
        Assert.Equal("specimen", verified.GetProperty("reasons")[0].Text("code"));

        var read = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{id}")).AssertStatus(200).Json;
        Assert.Equal("""{"active":1028}""", read.GetProperty("statuses").GetRawText());
        Assert.Equal(batch.EnumerateObject().Select(member => member.Value.GetRawText()), read.EnumerateObject().Where(member => member.Name != "statuses").Select(member => member.Value.GetRawText()));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_order_with_nothing_but_product_and_quantity_is_signed_and_not_active(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var batch = (await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 2 })).AssertStatus(201).Json;

        Assert.Equal("signed", batch.Text("profile"));
        Assert.False(batch.GetProperty("activate").GetBoolean() || batch.GetProperty("specimen").GetBoolean());
        Assert.Equal(("[]", "[]"), (batch.GetProperty("market").GetRawText(), batch.GetProperty("inCode").GetRawText()));
        Assert.False(batch.TryGetProperty("lot", out _) || batch.TryGetProperty("expiry", out _));
        Assert.Equal("not_activated", await server.VerdictAsync((await brand.UrisAsync(batch.Text("id"), 1, 1))[0]));
    }

    /// <summary>The largest batch is one row like the smallest, and its codes are there at once.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_code_and_four_billion_codes_are_one_row_each(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var profile in new[] { "signed", "compact" })
        {
            foreach (var quantity in new[] { 1L, 4_294_967_295L })
            {
                var before = await server.CountRowsAsync();
                var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity, profile, activate = true });
                var after = await server.CountRowsAsync();
                // And one in the trail, who ordered it, and one for the transparency log.
                Assert.Equal([("audit_entry", 1), ("batch", 1), ("log_record", 1)], after.Where(table => table.Value != before[table.Key]).Select(table => (table.Key, table.Value - before[table.Key])));
                Assert.True(Trace.Server.Codes.BatchId.TryParse(batch, out var number));
                Assert.Equal(quantity, await server.FindAsync<long>("SELECT quantity FROM batch WHERE batch_number = @Number;", new { Number = (long)number }));

                var uris = new List<string>();
                foreach (var index in new[] { 0, quantity / 2, quantity - 1 }.Distinct())
                    uris.Add(Assert.Single(await brand.UrisAsync(batch, index, 1)));
                Assert.Distinct(uris);
                foreach (var uri in uris)
                    Assert.Equal("issued", await server.VerdictAsync(uri));
                (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?from={quantity}&count=1")).AssertProblem(422, "invalid_range");
            }
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_expiry_is_good_through_its_last_day(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var uris = new List<string>();
        foreach (var expiry in new[] { "2026-11-24", "2026-11" })
            uris.AddRange(await brand.UrisAsync(await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 1, expiry, activate = true, inCode = new[] { "expiry" } }), 0, 1));
        Assert.Contains("?17=261124&s=", uris[0], StringComparison.Ordinal);
        Assert.Contains("?17=261100&s=", uris[1], StringComparison.Ordinal);

        Assert.Equal(["issued", "issued"], [await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])]);
        clock.SetUtcNow(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(["caution", "issued"], [await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])]);
        clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(["caution", "caution"], [await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])]);
    }

    /// <summary>Samples are the last codes of the batch, after the overrun.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Samples_say_that_they_are_no_goods_on_sale(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 10, overrunPercent = 20, samplePercent = 10, activate = true });

        var specimens = new List<bool>();
        foreach (var uri in await brand.UrisAsync(batch, 0, 13))
            specimens.Add((await server.Public.VerifyAsync(uri)).GetProperty("reasons").EnumerateArray().Any(reason => reason.Text("code") == "specimen"));

        Assert.Equal([.. Enumerable.Repeat(false, 12), true], specimens);
    }

    /// <summary>Nobody sees from one batch number how many batches there were.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Batch_numbers_are_drawn_from_28_bits(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var numbers = new List<long>();
        for (var i = 0; i < 40; i++)
            numbers.Add(Number((await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 })).Json, "number"));

        Assert.Distinct(numbers);
        Assert.All(numbers, number => Assert.InRange(number, 0, (1 << 28) - 1));
        // Forty draws: that all lie in one half has a chance of 2 to the minus 39.
        Assert.True(numbers.Min() < 1 << 27 && numbers.Max() >= 1 << 27, string.Join(' ', numbers.Select(number => number.ToString(CultureInfo.InvariantCulture))));
    }

    private static long Number(JsonElement element, string member) => element.GetProperty(member).GetInt64();

    private static Task<RunningServer> StartAsync(Engine engine, FakeTimeProvider? clock = null) =>
        RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock ?? new FakeTimeProvider(Now)));
}
