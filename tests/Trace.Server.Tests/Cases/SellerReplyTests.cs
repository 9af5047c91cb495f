using Trace.Server.Tests.Files;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>Sellers answer by a link: without an account, once, and nobody else finds anything by it.</summary>
public sealed class SellerReplyTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_seller_sees_what_was_asked_and_answers_with_files_once(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var link = await world.ContactAsync(id);

        var page = (await world.Server.Public.GetAnswerAsync(link)).AssertStatus(200);
        var sent = await world.ReplyAsync(link, "invoice", "Bought from a wholesaler.", ("invoice.pdf", FileSamples.Pdf), ("note.txt", "Thanks."));
        var again = await world.Server.Public.GetAnswerAsync(link);
        var second = await world.ReplyAsync(link, "other", "Something else.");

        Assert.Contains("https://ebay.example/itm/oelhandel24", page.Text, StringComparison.Ordinal);
        // What can be copied from the page does not open it.
        Assert.Contains("https://trace.example/reply/&#x2026;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(("no-referrer", "no-store", "noindex, nofollow"), (HeaderOf(page, "Referrer-Policy"), HeaderOf(page, "Cache-Control"), HeaderOf(page, "X-Robots-Tag")));
        Assert.Contains("Your answer was received.", sent.AssertStatus(200).Text, StringComparison.Ordinal);
        foreach (var said in new[] { again.AssertStatus(200), second.AssertStatus(409) })
            Assert.All(new[] { "You have answered already.", "invoice.pdf", "note.txt", "Bought from a wholesaler." }, word => Assert.Contains(word, said.Text, StringComparison.Ordinal));
        var answer = Assert.Single((await world.FindAsync(id)).GetProperty("answers").EnumerateArray());
        Assert.Equal(("seller", "link", "invoice", "Bought from a wholesaler.", 2), (answer.Text("sender"), answer.Text("arrivedBy"), answer.Text("kind"), answer.Text("message"), answer.GetProperty("files").GetArrayLength()));
        Assert.Equal("application/pdf", answer.GetProperty("files")[0].Text("mediaType"));
        var file = (await world.Kim.Browser.GetAnswerAsync($"/api/v1/files/{answer.GetProperty("files")[0].Text("id")}")).AssertStatus(200);
        Assert.Equal(FileSamples.Pdf, file.Text);
        Assert.Contains("case.reply_refused", await world.AuditAsync());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_link_that_is_wrong_expired_or_closed_is_refused_with_its_reason_and_that_is_recorded(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var (old, closed, over) = (await world.OpenAsync(), await world.OpenAsync(), await world.OpenAsync());
        var (first, shut, done) = (await world.ContactAsync(old), await world.ContactAsync(closed), await world.ContactAsync(over));
        await world.RequestAsync(old);
        var second = await world.LinkAsync(old);
        (await world.Kim.Browser.PostAnswerAsync($"/api/v1/cases/{closed}/reply-links/close", new { })).AssertStatus(204);
        (await world.MoveAsync(over, "close", reason: "Gone.")).AssertStatus(200);

        var wrong = await world.Server.Public.GetAnswerAsync($"/reply/{new string('A', 43)}");
        var nonsense = await world.Server.Public.GetAnswerAsync("/reply/x");
        Assert.All([wrong, nonsense], refused => Assert.Contains("A part of it may be missing.", refused.AssertStatus(404).Text, StringComparison.Ordinal));
        foreach (var path in new[] { first, shut, done })
        {
            Assert.Contains("You were asked anew", (await world.Server.Public.GetAnswerAsync(path)).AssertStatus(410).Text, StringComparison.Ordinal);
            (await world.ReplyAsync(path)).AssertStatus(410);
        }

        (await world.Server.Public.GetAnswerAsync(second)).AssertStatus(200);
        await world.WaitAsync(31);
        Assert.Contains("Its time is over.", (await world.ReplyAsync(second)).AssertStatus(410).Text, StringComparison.Ordinal);

        foreach (var id in new[] { old, closed, over })
            Assert.Equal(0, (await world.FindAsync(id)).GetProperty("answers").GetArrayLength());
        Assert.Equal(7, (await world.AuditAsync()).Count(action => action == "case.reply_refused"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_not_taken_says_why_and_uses_up_nothing(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var link = await world.ContactAsync(id);

        var empty = await world.ReplyAsync(link, message: "");
        var active = await world.ReplyAsync(link, message: "See file.", files: ("proof.pdf", "<html><script>alert(1)</script></html>"));
        var many = await world.ReplyAsync(link, files: [.. Enumerable.Range(0, 6).Select(i => ($"{i}.txt", "x"))]);

        Assert.Contains("attach a file, name a supplier", empty.AssertStatus(422).Text, StringComparison.Ordinal);
        Assert.Contains("of a kind that is not taken here", active.AssertStatus(422).Text, StringComparison.Ordinal);
        Assert.Contains("See file.", active.Text, StringComparison.Ordinal);
        Assert.Contains("at most 5 files", many.AssertStatus(422).Text, StringComparison.Ordinal);
        (await world.ReplyAsync(link)).AssertStatus(200);
        Assert.Equal(1, (await world.FindAsync(id)).GetProperty("answers").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Sent_twice_at_once_one_answer_is_kept(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var link = await world.ContactAsync(id);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => world.ReplyAsync(link, message: $"Message {i}", files: ("a.txt", $"File {i}"))));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal(409, answer.Status));
        Assert.Equal(1, (await world.FindAsync(id)).GetProperty("answers").GetArrayLength());
        Assert.Equal(1, await world.CountAsync("kept_file", "purpose = 'answer'"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_token_and_what_was_typed_are_nowhere_in_the_database_in_clear(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var link = await world.ContactAsync(id);
        (await world.ReplyAsync(link, message: "SECRETMESSAGE", files: ("SECRETNAME.txt", "SECRETCONTENT"))).AssertStatus(200);

        var dump = await world.Server.DumpAsync();

        Assert.All(
            new[] { link["/reply/".Length..], "SECRETMESSAGE", "SECRETNAME", "SECRETCONTENT", "Ölhandel", "shop@oelhandel24" }, word => Assert.DoesNotContain(word, dump, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_flood_of_looks_is_held_back()
    {
        await using var world = await CaseWorld.StartAsync(Engine.Sqlite, "--RateLimits:Enabled=true", "--RateLimits:RepliesPerHour=3");

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((await world.Server.Public.GetAnswerAsync($"/reply/{new string('A', 43)}")).Status);

        Assert.Equal([404, 404, 404, 429, 429], statuses);
    }

    private static string HeaderOf(Answer answer, string name) => answer.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
}
