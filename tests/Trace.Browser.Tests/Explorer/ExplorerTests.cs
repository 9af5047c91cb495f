using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Explorer;

/// <summary>The API explorer under a Content-Security-Policy without inline scripts; its own styles are written into elements, which the policy must allow.</summary>
public sealed class ExplorerTests
{
    [Fact]
    public async Task The_explorer_works_in_a_browser_that_keeps_the_policy()
    {
        await using var server = await RunningServer.StartAsync();

        var page = await Chromium.VisitAsync(new PageVisit($"{server.Address}/swagger/index.html")
        {
            Width = 1280,
            Height = 900,
            TimeoutMs = 60_000,
            Steps = [PageStep.WaitFor("#operations-tag-Verification"), PageStep.Click("#operations-tag-Verification"), PageStep.WaitFor("text=Check a code; the scan is stored before the answer"), PageStep.Click("text=Check a code; the scan is stored before the answer"), PageStep.WaitFor("text=Try it out")],
        });

        Assert.Contains("default-src 'none'", page.Headers["content-security-policy"], StringComparison.Ordinal);
        Assert.Empty(page.ConsoleErrors);
        Assert.All(page.Requests, request => Assert.StartsWith(server.Address, request, StringComparison.Ordinal));
    }
}
