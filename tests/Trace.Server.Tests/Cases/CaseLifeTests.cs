using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Cases;
using Trace.Server.Tests.Accounts;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>Lists, reminders, and how cases and what is known of sellers go again.</summary>
public sealed class CaseLifeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_board_counts_and_lists_find(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var (draft, asked, copied) = (await world.OpenAsync(), await world.OpenAsync(), await world.OpenAsync("copied"));
        await world.ContactAsync(asked);
        (await world.MoveAsync(copied, "close", reason: "Gone.")).AssertStatus(200);
        (await world.Kim.Browser.PostAnswerAsync($"/api/v1/cases/{draft}/assignee", new { account = world.Ines.Id })).AssertStatus(200);
        (await world.Kim.Browser.PostAnswerAsync($"/api/v1/cases/{draft}/assignee", new { account = "000000000001" })).AssertProblem(422, "invalid_case");
        await world.WaitAsync(15);

        async Task<IReadOnlyList<string>> ListAsync(string query) =>
            [.. (await world.Ines.Browser.GetAnswerAsync($"/api/v1/cases?{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().Select(item => item.Text("id"))];
        Assert.Equal([copied, asked, draft], await ListAsync(""));
        Assert.Equal([asked, draft], await ListAsync("state=open"));
        Assert.Equal([asked], await ListAsync("overdue=true"));
        Assert.Equal([draft], await ListAsync("assignee=me"));
        Assert.Equal([copied], await ListAsync("claim=copied"));
        Assert.Equal([copied, asked, draft], await ListAsync($"listing={world.Listing}"));
        Assert.Empty(await ListAsync("platform=amazon"));
        (await world.Ines.Browser.GetAnswerAsync("/api/v1/cases?state=nonsense")).AssertProblem(400, "invalid_request");
        var page = (await world.Ines.Browser.GetAnswerAsync("/api/v1/cases?limit=2")).Json;
        Assert.Equal([draft], await ListAsync($"limit=2&cursor={page.Text("next")}"));
        var board = (await world.Ines.Browser.GetAnswerAsync("/api/v1/cases/board")).AssertStatus(200).Json;
        Assert.Equal((2, 1), (board.GetProperty("open").GetInt32(), board.GetProperty("overdue").GetInt32()));
        Assert.Equal(1, board.GetProperty("states").EnumerateArray().Single(state => state.Text("state") == "seller_contacted").GetProperty("overdue").GetInt32());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_viewer_reads_cases_but_not_how_a_seller_is_reached(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var rival = await world.Server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));

        var seen = (await (await world.Server.NewClientAsync(world.Brand, "brand_viewer")).GetAnswerAsync($"/api/v1/cases/{id}")).AssertStatus(200);

        Assert.Contains("Ölhandel 24", seen.Json.GetProperty("seller").Text("name"), StringComparison.Ordinal);
        Assert.DoesNotContain("shop@oelhandel24", seen.Text, StringComparison.Ordinal);
        (await rival.Admin.GetAnswerAsync($"/api/v1/cases/{id}")).AssertProblem(404, "not_found");
        (await rival.Admin.PostAnswerAsync($"/api/v1/cases/{id}/moves", new { move = "close", from = "draft", reason = "x" })).AssertProblem(404, "not_found");
        (await rival.Admin.PostAnswerAsync("/api/v1/cases", new { claim = "unauthorized", platform = "ebay", country = "DE", listings = new[] { world.Listing } })).AssertProblem(422, "invalid_case");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_known_of_a_seller_is_erased_and_that_something_was_sent_stays(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        (await world.ReplyAsync(await world.ContactAsync(id), files: ("a.txt", "Mine."))).AssertStatus(200);
        Task<Answer> EraseAsync() => world.Kim.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/cases/{id}/seller");

        (await EraseAsync()).AssertProblem(422, "invalid_case");
        (await world.MoveAsync(id, "close", reason: "Gone.")).AssertStatus(200);
        (await EraseAsync()).AssertStatus(204);

        var detail = await world.FindAsync(id);
        Assert.False(detail.GetProperty("seller").TryGetProperty("name", out _));
        Assert.False(detail.GetProperty("answers")[0].TryGetProperty("message", out _));
        Assert.Equal(64, detail.GetProperty("texts")[0].Text("sha256").Length);
        Assert.Equal(0, await world.CountAsync("kept_file", "purpose IN ('answer', 'document')"));
        Assert.Equal(0, await world.CountAsync("case_reply_link"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Closed_cases_go_after_the_days_they_are_kept_with_all_that_belongs_to_them(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine, "--Enforcement:KeptDays=30");
        var (old, open) = (await world.OpenAsync(), await world.OpenAsync());
        (await world.ReplyAsync(await world.ContactAsync(old), files: ("a.txt", "Mine."))).AssertStatus(200);
        (await world.MoveAsync(old, "close", reason: "Gone.")).AssertStatus(200);
        var retention = world.Server.Services.GetRequiredService<CaseRetention>();

        await world.WaitAsync(29);
        await retention.RunAsync(Cancellation);
        Assert.Equal(2, await world.CountAsync("enforcement_case"));
        await world.WaitAsync(2);
        await retention.RunAsync(Cancellation);

        (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{old}")).AssertProblem(404, "not_found");
        Assert.Equal("draft", await world.StateAsync(open));
        foreach (var table in new[] { "case_step", "case_text", "case_answer", "case_reply_link" })
            Assert.Equal(0, await world.CountAsync(table));
        Assert.Equal(0, await world.CountAsync("kept_file", "purpose IN ('answer', 'document')"));
        Assert.Empty(await world.RecordsAsync("case_step"));
        // A draft may go at once.
        (await world.Kim.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/cases/{open}")).AssertStatus(204);
        Assert.Equal(0, await world.CountAsync("case_subject"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task People_are_reminded_on_the_days_of_the_table_and_once(Engine engine)
    {
        using var sink = new MailSink { Refuses = true };
        await using var world = await CaseWorld.StartAsync(engine, "--Smtp:Host=127.0.0.1", $"--Smtp:Port={sink.Port}", "--Smtp:Security=none", "--Smtp:From=trace@acme.example");
        var id = await world.OpenAsync();
        await world.ContactAsync(id);
        sink.Refuses = false;
        var reminders = world.Server.Services.GetRequiredService<CaseReminders>();

        Assert.Equal(0, await reminders.SendAsync(Cancellation));
        await world.WaitAsync(7);
        await reminders.SendAsync(Cancellation);
        await reminders.SendAsync(Cancellation);

        var (to, text) = sink.Take();
        Assert.Equal("kim@acme.example", to);
        Assert.Contains("seller contacted", text, StringComparison.Ordinal);
        Assert.All(new[] { "Ölhandel", "oelhandel", "ebay" }, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, sink.Count);
        // Who moved on is not reminded of what was.
        (await world.MoveAsync(id, "close", reason: "Gone.")).AssertStatus(200);
        await world.WaitAsync(8);
        Assert.Equal(0, await reminders.SendAsync(Cancellation));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_case_is_opened_once_for_one_key_and_takes_what_the_listing_says(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var body = new { claim = "unauthorized", listings = new[] { world.Listing } };

        var first = (await world.Kim.Browser.PostAnswerAsync("/api/v1/cases", body, "key-1")).AssertStatus(201);
        var repeat = (await world.Kim.Browser.PostAnswerAsync("/api/v1/cases", body, "key-1")).AssertStatus(201);

        Assert.Equal(first.Json.Text("id"), repeat.Json.Text("id"));
        Assert.Equal(("ebay", "DE", "oelhandel24"), (first.Json.Text("platform"), first.Json.Text("country"), first.Json.Text("seller")));
        Assert.Matches("^[0-9A-Z]{4}-[0-9A-Z]{4}$", first.Json.Text("reference"));
        Assert.Equal([world.Brand.Gtin], (await world.FindAsync(first.Json.Text("id"))).GetProperty("gtins").EnumerateArray().Select(gtin => gtin.GetString()!));
        (await world.Kim.Browser.PostAnswerAsync("/api/v1/cases", new { claim = "bad", platform = "ebay", country = "DE" })).AssertProblem(422, "invalid_case");
        (await world.Kim.Browser.PostAnswerAsync("/api/v1/cases", new { claim = "copied", platform = "ebay" })).AssertProblem(422, "invalid_case");
    }
}
