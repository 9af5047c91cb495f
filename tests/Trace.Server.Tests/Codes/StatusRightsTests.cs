using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>What a factory may report, and what happens when reports meet.</summary>
public sealed class StatusRightsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_factory_neither_recalls_nor_retires_nor_undoes_that_or_spoiled(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var batch = await brand.CreateBatchAsync(40);
        foreach (var status in new[] { "recalled", "retired" })
        {
            (await factory.ReportAsync(batch, 0, 0, status)).AssertProblem(403, "forbidden");
            (await factory.ReportLinesAsync(batch, $"\"{(await brand.UrisAsync(batch, 0, 1))[0]}\"", $"?status={status}")).AssertProblem(403, "forbidden");
        }

        (await factory.ReportAsync(batch, 10, 19, "spoiled")).AssertStatus(200);
        (await brand.Admin.ReportAsync(batch, 20, 24, "recalled")).AssertStatus(200);
        (await brand.Admin.ReportAsync(batch, 25, 29, "retired")).AssertStatus(200);
        clock.Advance(TimeSpan.FromHours(1));
        // Downloads are in the trail, so they come first.
        var (free, unit) = ((await brand.UrisAsync(batch, 5, 1))[0], (await brand.UrisAsync(batch, 22, 1))[0]);
        var before = await server.DumpAsync();
        foreach (var status in new[] { "active", "unused", "lost", "stolen" })
        {
            foreach (var (from, to) in new[] { (10, 10), (0, 10), (19, 19), (0, 39), (20, 20), (24, 25), (29, 39) })
                (await factory.ReportAsync(batch, from, to, status)).AssertProblem(409, "status_protected");
        }

        (await factory.ReportLinesAsync(batch, $"\"{free}\"\n\"{unit}\"", "?status=active")).AssertProblem(409, "status_protected");
        (await factory.ReportAsync(batch, 20, 20, "spoiled")).AssertProblem(409, "status_protected");
        Assert.Equal(before, await server.DumpAsync());
        Assert.Equal("recalled", await server.VerdictAsync(unit));

        // The same again, what is around it, and what it was before that: all of that changes nothing protected.
        (await factory.ReportAsync(batch, 10, 19, "spoiled")).AssertStatus(200);
        (await factory.ReportAsync(batch, 0, 9, "active")).AssertStatus(200);
        (await factory.ReportAsync(batch, 20, 20, "active", Now.AddMinutes(-1))).AssertStatus(200);
        (await brand.Admin.ReportAsync(batch, 0, 39, "active")).AssertStatus(200);
        Assert.Equal("""{"active":40}""", (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}")).Json.GetProperty("statuses").GetRawText());
    }

    /// <summary>
    /// The recall is read for a while before it is recorded. What a factory reports meanwhile is older than the recall, so the recall holds.
    /// </summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_recall_by_a_long_list_holds_against_what_is_reported_while_it_is_sent(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await StartAsync(engine, clock);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var batch = await brand.CreateBatchAsync(2);
        var uris = await brand.UrisAsync(batch, 0, 2);
        using var list = new SlowContent($"\"{uris[0]}\"\n", $"\"{uris[1]}\"\n", "application/x-ndjson");

        var recall = brand.Admin.SendAnswerAsync(HttpMethod.Post, $"/api/v1/batches/{batch}/status?status=recalled", list);
        await list.Begun;
        // By the time these are answered the server has begun to read the list.
        for (var i = 0; i < 5; i++)
            (await factory.GetAnswerAsync($"/api/v1/batches/{batch}")).AssertStatus(200);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await factory.ReportAsync(batch, 0, 1, "active")).AssertStatus(200);
        clock.Advance(TimeSpan.FromMinutes(1));
        list.GoOn();
        (await recall).AssertStatus(200);

        Assert.Equal(["recalled", "recalled"], [await server.VerdictAsync(uris[0]), await server.VerdictAsync(uris[1])]);
        (await factory.ReportAsync(batch, 0, 1, "active")).AssertProblem(409, "status_protected");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Reports_that_come_together_are_all_recorded_and_none_slips_past_a_recall(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");
        var batch = await brand.CreateBatchAsync(10);
        var uri = (await brand.UrisAsync(batch, 5, 1))[0];

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => i == 12
            ? brand.Admin.ReportAsync(batch, 0, 9, "recalled")
            : factory.ReportAsync(batch, i % 10, 9, i % 2 == 0 ? "active" : "lost")));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, answer.ToString()));
        Assert.All(answers.Where(answer => answer.Status == 409), answer => answer.AssertProblem(409, "status_protected"));
        var entries = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/status?limit=200")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(1, answers.Count(answer => answer.Status == 200)), entries.Select(entry => entry.GetProperty("entry").GetInt32()));
        Assert.Equal("recalled", entries[^1].Text("status"));
        Assert.Equal("recalled", await server.VerdictAsync(uri));
        // Answered entries are the recorded ones.
        Assert.Equal(
            entries.Select(entry => entry.GetRawText()).Order(StringComparer.Ordinal),
            answers.Where(answer => answer.Status == 200).SelectMany(answer => answer.Json.GetProperty("entries").EnumerateArray()).Select(entry => entry.GetRawText()).Order(StringComparer.Ordinal));
    }

    private static Task<RunningServer> StartAsync(Engine engine, FakeTimeProvider clock) =>
        RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
}
