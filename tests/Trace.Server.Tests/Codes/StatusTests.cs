using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>What happened to the units of a batch, reported by index range.</summary>
public sealed class StatusTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    private static readonly (string Status, string Verdict, string? Reason)[] Statuses =
    [
        ("active", "issued", null), ("spoiled", "caution", "reported_spoiled"), ("unused", "caution", "reported_unused"), ("lost", "caution", "reported_lost"),
        ("stolen", "caution", "reported_stolen"), ("recalled", "recalled", "recalled"), ("retired", "retired", "retired"),
    ];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_status_holds_for_its_range_and_no_unit_beside_it(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 30 });
        var uris = await brand.UrisAsync(batch, 0, 30);

        for (var i = 0; i < Statuses.Length; i++)
        {
            // Asked before as well: the answer before the report must not be remembered.
            Assert.Equal("not_activated", await server.VerdictAsync(uris[(4 * i) + 1]));
            var result = (await brand.Admin.ReportAsync(batch, (4 * i) + 1, (4 * i) + 2, Statuses[i].Status)).AssertStatus(200).Json;
            Assert.Equal((batch, 2), (result.Text("batchId"), result.GetProperty("units").GetInt32()));
            var entry = Assert.Single(result.GetProperty("entries").EnumerateArray().ToList());
            Assert.Equal((Statuses[i].Status, "2026-11-24T09:30:00.000Z"), (entry.Text("status"), entry.Text("at")));
        }

        for (var index = 0; index < uris.Count; index++)
        {
            var (status, verdict, reason) = index % 4 is 1 or 2 && index / 4 < Statuses.Length ? Statuses[index / 4] : ("created", "not_activated", "not_activated");
            var answer = await server.Public.VerifyAsync(uris[index]);
            Assert.Equal((index, verdict), (index, answer.Text("verdict")));
            Assert.Equal(reason, answer.GetProperty("reasons").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first.Text("code") : null);
            var unit = (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{answer.GetProperty("unit").Text("serial")}")).AssertStatus(200).Json;
            Assert.Equal((status, index), (unit.Text("status"), unit.GetProperty("index").GetInt32()));
        }

        var counts = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}")).Json.GetProperty("statuses");
        Assert.Equal("""{"created":16,"active":2,"spoiled":2,"unused":2,"lost":2,"stolen":2,"recalled":2,"retired":2}""", counts.GetRawText());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_report_with_the_later_time_holds_and_of_two_of_one_time_the_one_recorded_later(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(10);
        var uri = (await brand.UrisAsync(batch, 3, 1))[0];

        await ReportAsync("lost", Now.AddHours(-1));
        Assert.Equal("caution", await server.VerdictAsync(uri));
        await ReportAsync("active", Now.AddHours(-2));
        Assert.Equal("caution", await server.VerdictAsync(uri));
        await ReportAsync("active", Now.AddHours(-1));
        Assert.Equal("issued", await server.VerdictAsync(uri));
        await ReportAsync("recalled", null);
        Assert.Equal("recalled", await server.VerdictAsync(uri));
        clock.Advance(TimeSpan.FromMilliseconds(2));
        await ReportAsync("active", null);
        Assert.Equal("issued", await server.VerdictAsync(uri));
        // Any offset is read; the time is kept in UTC.
        await ReportAsync("stolen", new DateTimeOffset(2026, 11, 24, 12, 30, 0, 2, TimeSpan.FromHours(3)));
        Assert.Equal("caution", await server.VerdictAsync(uri));
        Assert.Equal("2026-11-24T09:30:00.002Z", (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/status")).Json.GetProperty("items")[5].Text("at"));

        async Task ReportAsync(string status, DateTimeOffset? at) => (await brand.Admin.ReportAsync(batch, 0, 9, status, at)).AssertStatus(200);
    }

    /// <summary>A clock that runs ahead must not outlast what is reported after it: else a recall minutes later would have no effect.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_time_a_little_ahead_counts_as_now(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var batch = await brand.CreateBatchAsync(10);
        var uris = await brand.UrisAsync(batch, 0, 2);

        (await factory.ReportAsync(batch, 0, 0, "active", Now.AddMinutes(4))).AssertStatus(200);
        (await factory.ReportLinesAsync(batch, $$"""{"code":"{{uris[1]}}","status":"active","at":"2026-11-24T09:34:00Z"}""")).AssertStatus(200);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await brand.Admin.ReportAsync(batch, 0, 9, "recalled")).AssertStatus(200);

        Assert.Equal(["recalled", "recalled"], [await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])]);
        (await factory.ReportAsync(batch, 0, 0, "active", Now.AddMinutes(7))).AssertProblem(422, "invalid_status");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_report_that_cannot_be_changes_nothing(Engine engine)
    {
        await using var server = await StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(10);
        await brand.Admin.ReportAsync(batch, 0, 1, "lost");
        var before = await server.DumpAsync();
        var cases = new (string Body, int Status, string Code)[]
        {
            ("""{"from":5,"to":4,"status":"active"}""", 422, "invalid_range"),
            ("""{"from":0,"to":10,"status":"active"}""", 422, "invalid_range"),
            ("""{"from":10,"to":10,"status":"active"}""", 422, "invalid_range"),
            ("""{"from":-1,"to":0,"status":"active"}""", 422, "invalid_range"),
            ("""{"from":0,"to":9223372036854775807,"status":"active"}""", 422, "invalid_range"),
            ("""{"from":0,"status":"active"}""", 422, "invalid_range"),
            ("""{"to":0,"status":"active"}""", 422, "invalid_range"),
            ("""{"status":"active"}""", 422, "invalid_range"),
            ("""{"from":0,"to":0}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":null}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":""}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"Active"}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"created"}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"stolen ","at":null}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"active","at":"2026-11-24T09:35:01Z"}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"active","at":"1999-12-31T23:59:59Z"}""", 422, "invalid_status"),
            ("""{"from":0,"to":0,"status":"active","at":"2026-11-24T09:30:00"}""", 400, "invalid_json"),
            ("""{"from":0,"to":0,"status":"active","at":"yesterday"}""", 400, "invalid_json"),
            ("""{"from":0,"to":0,"status":"active","at":1763976600}""", 400, "invalid_json"),
            ("""{"from":"0","to":0,"status":"active"}""", 400, "invalid_json"),
            ("""{"from":0.5,"to":1,"status":"active"}""", 400, "invalid_json"),
            ("""{"from":0,"to":0,"status":"active","note":"x"}""", 400, "invalid_json"),
            ("""{"from":0,"from":1,"to":1,"status":"active"}""", 400, "invalid_json"),
            ("""[{"from":0,"to":0,"status":"active"}]""", 400, "invalid_json"),
            ("null", 400, "invalid_json"),
            ("", 400, "invalid_json"),
        };

        foreach (var (body, status, code) in cases)
        {
            var answer = await brand.Admin.PostTextAsync($"/api/v1/batches/{batch}/status", body);
            Assert.True(answer.Status == status, $"{body}: {answer}");
            answer.AssertProblem(status, code);
        }

        (await brand.Admin.PostTextAsync($"/api/v1/batches/{batch}/status", cases[0].Body, "text/plain")).AssertProblem(415, "unsupported_media_type");
        Assert.Equal(before, await server.DumpAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_history_lists_every_report_in_the_order_it_was_recorded_page_by_page(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(100);
        var other = await brand.CreateBatchAsync(100);
        for (var i = 0; i < 23; i++)
        {
            (await brand.Admin.ReportAsync(batch, i, 99 - i, Statuses[i % 7].Status, Now.AddMinutes(-7 * (i % 5)))).AssertStatus(200);
            (await brand.Admin.ReportAsync(other, 0, 0, "active")).AssertStatus(200);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<JsonElement>();
        var pages = new List<int>();
        for (string? cursor = ""; cursor != null;)
        {
            var page = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/status?limit=10{cursor}")).AssertStatus(200).Json;
            pages.Add(page.GetProperty("items").GetArrayLength());
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        Assert.Equal([10, 10, 3], pages);
        var me = await server.FindAsync<long>("SELECT api_key_id FROM api_key WHERE role = 'brand_admin';");
        Assert.Equal(
            Enumerable.Range(0, 23).Select(i => string.Create(
                CultureInfo.InvariantCulture,
                $"{i + 1}: {i}-{99 - i} {Statuses[i % 7].Status} {Now.AddMinutes(-7 * (i % 5)):O} {Now.AddSeconds(i):O} {Trace.Server.Storage.PublicId.Format(me)}")),
            seen.Select(entry => string.Create(
                CultureInfo.InvariantCulture,
                $"{entry.GetProperty("entry").GetInt64()}: {entry.GetProperty("from").GetInt64()}-{entry.GetProperty("to").GetInt64()} {entry.Text("status")} {entry.GetProperty("at").GetDateTimeOffset():O} {entry.GetProperty("recordedAt").GetDateTimeOffset():O} {entry.Text("recordedBy")}")));
    }

    private static Task<RunningServer> StartAsync(Engine engine, FakeTimeProvider? clock = null) =>
        RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock ?? new FakeTimeProvider(Now)));
}
