using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>What holds for every page a phone opens, and where its picture is kept for people to look at.</summary>
public static class PageLook
{
    /// <summary>Names of elements that stick out of the screen at either side.</summary>
    private const string StickingOut =
        """
        [...document.querySelectorAll('body *')]
          .filter(element => { const box = element.getBoundingClientRect(); return element.checkVisibility() && box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5) })
          .map(element => `${element.tagName}.${element.className}`).join(' ')
        """;

    /// <summary>Pictures of the last run: <c>artifacts/pages</c>.</summary>
    public static string Picture(string name)
    {
        Directory.CreateDirectory(Repository.File("artifacts", "pages"));
        return Repository.File("artifacts", "pages", $"{name}.png");
    }

    /// <summary>Visits, keeps a picture, and checks that nothing scrolls sideways, nothing fails and nobody else is asked.</summary>
    public static async Task<PageResult> VisitAsync(PageVisit visit, string pictureName)
    {
        var page = await Chromium.VisitAsync(visit with
        {
            Screenshot = Picture(pictureName),
            Steps = [.. visit.Steps, PageStep.Evaluate(StickingOut)],
        });
        Assert.Equal("", page.Values[^1].GetString());
        Assert.True(page.ScrollWidth <= visit.Width, $"{page.ScrollWidth} px wide on a screen of {visit.Width}");
        Assert.Empty(page.Violations);
        Assert.Equal(visit.Locale ?? "en", page.Language);

        // Chromium itself notes a page of status 4xx or 5xx on the console.
        Assert.DoesNotContain(page.ConsoleErrors, error => page.Status == 200 || !error.StartsWith("Failed to load resource", StringComparison.Ordinal));
        var origin = new Uri(visit.Url).GetLeftPart(UriPartial.Authority);
        Assert.All(page.Requests, request => Assert.StartsWith(origin + "/", request, StringComparison.Ordinal));
        return page;
    }

    public static IReadOnlyList<double> Numbers(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetDouble())];
}
