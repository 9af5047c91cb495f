using Microsoft.Data.Sqlite;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>Pages without a verdict: a preview, an address that is nothing, a check that could not be stored.</summary>
public sealed class OtherPagesTests
{
    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task A_prefetched_page_tells_nothing_and_counts_nothing(string scheme)
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("recalled");
        var prefetch = server.Visit(code) with { Headers = new Dictionary<string, string> { ["Sec-Purpose"] = "prefetch" }, ColorScheme = scheme, Axe = true };

        var preview = await PageLook.VisitAsync(prefetch, $"preview-{scheme}");
        var opened = await Chromium.VisitAsync(server.Visit(code));

        Assert.Equal("Check a product code", preview.Heading);
        Assert.DoesNotContain("recalled", preview.Html.Split("</style>")[1], StringComparison.Ordinal);
        Assert.DoesNotContain("Casa Demo", preview.Text, StringComparison.Ordinal);
        Assert.Empty(preview.Cookies);
        Assert.Contains("This is the first check of this code.", opened.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task An_address_that_is_nothing_leads_to_the_form(string scheme)
    {
        await using var server = await ConsumerServer.StartAsync();
        var visit = server.Visit("/no/such/page") with { ColorScheme = scheme, JavaScript = false, Axe = true };

        var page = await PageLook.VisitAsync(visit, $"not-found-{scheme}");
        var form = await Chromium.VisitAsync(visit with { Steps = [PageStep.Click("text=Type a code by hand"), PageStep.WaitFor("label=GTIN")] });

        Assert.Equal((404, "Nothing is at this address"), (page.Status, page.Heading));
        Assert.Equal("Check a product code", form.Heading);
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task A_check_that_cannot_be_stored_gets_no_answer_until_it_can(string scheme)
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        var visit = server.Visit(code) with { ColorScheme = scheme, Axe = true };

        Rename(server, "scan", "scan_away");
        var refused = await PageLook.VisitAsync(visit with { Steps = [PageStep.Evaluate("document.querySelector('.button').href")] }, $"no-answer-{scheme}");
        Rename(server, "scan_away", "scan");
        var answered = await Chromium.VisitAsync(visit);

        Assert.Equal((503, "No answer at the moment"), (refused.Status, refused.Heading));
        Assert.True(int.Parse(refused.Headers["retry-after"], provider: null) > 0);
        Assert.DoesNotContain("issued", refused.Text, StringComparison.Ordinal);
        Assert.Equal(code.AbsoluteUri, refused.Values[0].GetString());
        Assert.Contains("This is the first check of this code.", answered.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_button_of_a_preview_checks_the_code()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("recalled");

        // The browser goes on saying that it prefetches; only a person presses a button.
        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                Headers = new Dictionary<string, string> { ["Sec-Purpose"] = "prefetch" },
                JavaScript = false,
                Steps = [PageStep.Click("role=button[name=\"Check this code now\"]"), PageStep.WaitFor("text=What to do")],
            },
            "preview-pressed");

        Assert.Equal(ConsumerServer.Headings["recalled"], page.Heading);
        Assert.Contains("Its signature is valid", page.Text, StringComparison.Ordinal);
        Assert.Contains("This is the first check of this code.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_typed_code_that_could_not_be_stored_is_tried_again_without_typing()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        Rename(server, "scan", "scan_away");

        var page = await Chromium.VisitAsync(server.Visit("/") with
        {
            Steps =
            [
                PageStep.Fill("label=GTIN", ConsumerServer.Gtin),
                PageStep.Fill("label=Serial (SN)", code.Segments[^1]),
                PageStep.Click("role=button[name=\"Check\"]"),
                PageStep.WaitFor("text=No answer at the moment"),
                PageStep.Click("role=button[name=\"Try again\"]"),
                PageStep.Evaluate("document.querySelector('h1').innerText"),
                PageStep.Evaluate("document.querySelector('input').value"),
            ],
        });

        Assert.Equal("No answer at the moment", page.Values[0].GetString());
        Assert.Equal($"{ConsumerServer.Gtin} {code.Segments[^1]}", page.Values[1].GetString());
    }

    /// <summary>Takes a table away, or back, under the running server.</summary>
    private static void Rename(ConsumerServer server, string from, string to)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Server.DataFolder, "trace.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names from this file only.
        command.CommandText = $"PRAGMA legacy_alter_table = ON; ALTER TABLE {from} RENAME TO {to}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
