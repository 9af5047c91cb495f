using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Accounts;

/// <summary>A person gets a link, sets a password and signs in, in a real browser.</summary>
public sealed class SignInPagesTests
{
    private const string Password = "blaue Giraffe kauft Kreide";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_leads_to_a_password_and_the_password_signs_in(bool javaScript)
    {
        await using var server = await RunningServer.StartAsync();
        var link = await InviteAsync(server);
        List<PageStep> steps = javaScript ? [] : [PageStep.Fill("#token", link.Split('#')[1])];

        var set = await PageLook.VisitAsync(
            new PageVisit(link)
            {
                JavaScript = javaScript,
                Axe = true,
                Steps = [PageStep.Screenshot(PageLook.Picture("set-password")), .. steps, PageStep.Fill("#password", Password), PageStep.Click("button"), PageStep.WaitFor("text=Your password is set")],
            },
            "password-is-set");
        Assert.Equal("Your password is set", set.Heading);
        if (javaScript)
        {
            // Out of the address bar, out of the history.
            Assert.DoesNotContain('#', set.Url);
        }

        var signedIn = await PageLook.VisitAsync(
            new PageVisit($"{server.Address}/sign-in")
            {
                JavaScript = javaScript,
                Axe = true,
                Steps =
                [
                    PageStep.Screenshot(PageLook.Picture("sign-in")), PageStep.Fill("#email", "kim@casa.example"), PageStep.Fill("#password", Password), PageStep.Click("button"),
                    PageStep.WaitFor("text=You are signed in"), PageStep.Screenshot(PageLook.Picture("signed-in")), PageStep.Click("form button"), PageStep.WaitFor("#password"),
                ],
            },
            "signed-out");
        Assert.Equal("Sign in", signedIn.Heading);
        Assert.DoesNotContain("trace_session", signedIn.Cookies.Keys);
    }

    [Fact]
    public async Task What_was_wrong_is_said_and_what_was_typed_stays()
    {
        await using var server = await RunningServer.StartAsync();
        var link = await InviteAsync(server);

        var weak = await Chromium.VisitAsync(
            new PageVisit(link) { Axe = true, Screenshot = PageLook.Picture("password-too-easy"), Steps = [PageStep.Fill("#password", "passwordpassword"), PageStep.Click("button"), PageStep.WaitFor("text=not set")] });
        Assert.Empty(weak.Violations);
        Assert.Contains("too easy to guess", weak.Text, StringComparison.Ordinal);
        Assert.Contains(link.Split('#')[1], weak.Html, StringComparison.Ordinal);

        var wrong = await Chromium.VisitAsync(
            new PageVisit($"{server.Address}/sign-in")
            {
                Axe = true,
                Screenshot = PageLook.Picture("sign-in-failed"),
                Steps = [PageStep.Fill("#email", "kim@casa.example"), PageStep.Fill("#password", "x"), PageStep.Click("button"), PageStep.WaitFor("text=do not fit")],
            });
        Assert.Empty(wrong.Violations);
        Assert.Contains("kim@casa.example", wrong.Html, StringComparison.Ordinal);
    }

    private static async Task<string> InviteAsync(RunningServer server)
    {
        var invited = await server.Owner.PostAsync("/api/v1/owners", new { email = "kim@casa.example", name = "Kim", role = "owner" });
        return invited.GetProperty("link").Text("url");
    }
}
