using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Rig;

public sealed class ChromiumTests
{
    private const string Page = """
        <!doctype html><html lang="ar" dir="rtl"><title>A title</title><h1>Heading</h1>
        <img src="missing.png"><label>Name <input id="name"></label><p id="out"></p>
        <script>document.querySelector('#name').addEventListener('input', e => document.querySelector('#out').textContent = 'Hello ' + e.target.value)</script>
        """;

    [Fact]
    public async Task A_visit_tells_what_is_on_the_page()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("page.html");
        await File.WriteAllTextAsync(file, Page, TestContext.Current.CancellationToken);

        var page = await Chromium.VisitAsync(new PageVisit($"file://{file}")
        {
            Steps = [PageStep.Fill("label=Name", "World"), PageStep.Evaluate("1 + 1")],
            Screenshot = folder.File("page.png"),
            Axe = true,
        });

        Assert.Equal(("A title", "Heading", "ar", "rtl"), (page.Title, page.Heading, page.Language, page.Direction));
        Assert.Contains("Hello World", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, page.Values.Single().GetInt32());
        Assert.Contains(page.Violations, violation => violation.Id == "image-alt");
        Assert.True(new FileInfo(folder.File("page.png")).Length > 1000);
    }

    [Fact]
    public async Task Without_scripts_the_page_runs_none_and_axe_still_does()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("page.html");
        await File.WriteAllTextAsync(file, Page, TestContext.Current.CancellationToken);

        var page = await Chromium.VisitAsync(new PageVisit($"file://{file}")
        {
            JavaScript = false,
            Steps = [PageStep.Fill("#name", "World")],
            Axe = true,
        });

        Assert.DoesNotContain("Hello", page.Text, StringComparison.Ordinal);
        Assert.Contains(page.Violations, violation => violation.Id == "image-alt");
    }

    [Fact]
    public async Task A_step_that_fails_is_an_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("page.html");
        await File.WriteAllTextAsync(file, Page, TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ToolException>(() => Chromium.VisitAsync(new PageVisit($"file://{file}")
        {
            Steps = [PageStep.Click("#no-such-thing")],
            TimeoutMs = 300,
        }));
    }
}
