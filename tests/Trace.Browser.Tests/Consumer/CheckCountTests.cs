using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>What the page says of earlier checks: one's own, told by a first-party cookie, and other people's.</summary>
public sealed class CheckCountTests
{
    private const string SeenBefore = "You have checked this code before.";

    [Fact]
    public async Task A_second_visit_says_that_this_phone_checked_before()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");

        var page = await PageLook.VisitAsync(
            server.Visit(code) with { JavaScript = false, Axe = true, Steps = [PageStep.Evaluate("document.body.innerText"), PageStep.Go(code.AbsoluteUri)] }, "checked-before");

        Assert.Contains("This is the first check of this code.", page.Values[0].GetString(), StringComparison.Ordinal);
        Assert.Contains(SeenBefore, page.Text, StringComparison.Ordinal);
        Assert.Contains("check number\u00A01 of it", page.Text, StringComparison.Ordinal);
        Assert.Contains("First checked on 20\u00A0May\u00A02026, 10:24\u00A0UTC.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_ten_minutes_a_repeat_counts_and_still_is_ones_own()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        var first = await Chromium.VisitAsync(server.Visit(code));
        server.Clock.Advance(TimeSpan.FromMinutes(11));

        var second = await Chromium.VisitAsync(server.Visit(code) with { Cookies = first.Cookies });

        Assert.Contains(SeenBefore, second.Text, StringComparison.Ordinal);
        Assert.Contains("check number\u00A02 of it", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeat_after_somebody_elses_check_claims_no_total()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        var first = await Chromium.VisitAsync(server.Visit(code));
        await server.CheckByAnotherAsync(code);

        var second = await Chromium.VisitAsync(server.Visit(code) with { Cookies = first.Cookies });

        Assert.Contains(SeenBefore, second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("once", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("in all", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocked_cookies_get_the_same_answer_and_count_as_strangers()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");

        var page = await PageLook.VisitAsync(server.Visit(code) with { BlockCookies = true, Steps = [PageStep.Go(code.AbsoluteUri)] }, "cookies-blocked");

        Assert.Equal("Casa Demo issued this code.", page.Heading);
        Assert.Contains("This is check number\u00A02 of this code.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(SeenBefore, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_one_code_serves_for_all_and_scripts_cannot_read_it()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        var other = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(server.Visit(code) with
        {
            Steps = [PageStep.Go(other.AbsoluteUri), PageStep.Evaluate("document.cookie"), PageStep.Go(other.AbsoluteUri)],
        });

        Assert.Equal("", page.Values[0].GetString());
        Assert.Equal(["trace_device"], page.Cookies.Keys);
        Assert.Contains(SeenBefore, page.Text, StringComparison.Ordinal);
        Assert.Contains("check number\u00A01 of it", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_checks_by_others_are_told_with_the_first_of_them()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");
        for (var i = 0; i < 24; i++)
        {
            await server.CheckByAnotherAsync(code, $"phone {i}");
            server.Clock.Advance(TimeSpan.FromHours(7));
        }

        var page = await PageLook.VisitAsync(server.Visit(code), "many-checks");

        Assert.Contains("This is check number\u00A025 of this code.", page.Text, StringComparison.Ordinal);
        Assert.Contains("First checked on 20\u00A0May\u00A02026, 10:24\u00A0UTC.", page.Text, StringComparison.Ordinal);
    }
}
