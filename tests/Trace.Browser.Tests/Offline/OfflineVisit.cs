using System.Globalization;
using System.Text.Json;
using Trace.Browser.Tests.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Offline;

/// <summary>Visits of the Offline check, and photos of labels for it.</summary>
internal static class OfflineVisit
{
    /// <summary>Held askew, in bad light, a little out of focus.</summary>
    public const string Askew = "transform:perspective(900px) rotateX(16deg) rotateY(-12deg) rotate(24deg);filter:blur(.7px) brightness(.8) contrast(.75)";

    /// <summary>The page is kept on the device, and so are the keys.</summary>
    public static readonly PageStep IsReady = PageStep.WaitFor("#ready-page.yes >> visible=true");

    public static readonly PageStep HasKeys = PageStep.WaitFor("#ready-keys.yes");

    public static PageVisit Of(ConsumerServer server, params PageStep[] steps) =>
        new($"{server.Server.Address}/offline/") { ServiceWorkers = true, Axe = true, Steps = [IsReady, HasKeys, .. steps] };

    /// <summary>Visits, and checks what holds whatever is done: nothing fails, nothing scrolls sideways, nobody else is asked, and no address tells of a code.</summary>
    public static async Task<PageResult> VisitAsync(PageVisit visit, string? pictureName = null)
    {
        var page = await Chromium.VisitAsync(visit with { Screenshot = pictureName == null ? null : PageLook.Picture(pictureName) });
        Assert.Empty(page.Violations);
        Assert.True(page.ScrollWidth <= visit.Width, $"{page.ScrollWidth} px wide on a screen of {visit.Width}");
        // What Chromium notes of a network that is cut.
        Assert.DoesNotContain(page.ConsoleErrors, error => !error.Contains("net::ERR_INTERNET_DISCONNECTED", StringComparison.Ordinal));
        Assert.All(page.Requests, request => Assert.StartsWith(new Uri(visit.Url).GetLeftPart(UriPartial.Authority) + "/", request, StringComparison.Ordinal));
        Assert.All(page.Requests, request => Assert.DoesNotContain("/01/", request, StringComparison.Ordinal));
        return page;
    }

    /// <summary>Loads the page again, the network as it is.</summary>
    public static PageStep Reopen(ConsumerServer server) => PageStep.Go($"{server.Server.Address}/offline/");

    public static PageStep WaitForReason(string reason) => PageStep.WaitFor($"#result [data-reason={reason}]");

    /// <summary>Types a code as a hand scanner does.</summary>
    public static PageStep[] Type(string code) =>
        [PageStep.Evaluate("document.querySelector('details').open = true"), PageStep.Fill("#typed", code), PageStep.Press("Enter")];

    /// <summary>A label of this service on a table, as a camera sees it.</summary>
    public static async Task<string> PhotographAsync(ConsumerServer server, TemporaryFolder folder, string batch, string camera, CancellationToken cancellation)
    {
        var label = await server.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format=svg&template=roll-60x40", UriKind.Relative), cancellation);
        await File.WriteAllBytesAsync(folder.File("label.svg"), label, cancellation);
        var page = folder.File("photo.html");
        await File.WriteAllTextAsync(
            page,
            string.Create(CultureInfo.InvariantCulture, $"""
            <!doctype html><html lang="en"><title>A label on a table</title>
            <body style="margin:0;height:100vh;display:grid;place-items:center;background:linear-gradient(35deg,#8a6a4a,#c9a98a)">
            <img src="label.svg" alt="" style="width:640px;background:#fff;{camera}">
            """),
            cancellation);
        var picture = folder.File($"photo-{camera.Length}.png");
        await Chromium.VisitAsync(new PageVisit(new Uri(page).AbsoluteUri) { Width = 800, Height = 720, Screenshot = picture, FullPage = false });
        return picture;
    }

    /// <summary>What a module of the page answers; the expression sees its exports as <c>page</c>.</summary>
    public static PageStep Ask(string module, string expression) =>
        PageStep.Evaluate($"import('/offline/{module}').then(async page => {expression})");

    public static string Json(object value) => JsonSerializer.Serialize(value);
}
