using System.Net.Http.Json;
using SkiaSharp;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>A brand's own logo, colour, picture and support link, as phones show them.</summary>
public sealed class BrandLookTests
{
    private const string Plum = "#6b2d5c";

    [Theory]
    [InlineData("issued", "light", "en")]
    [InlineData("caution", "dark", "en")]
    [InlineData("caution", "light", "ar")]
    public async Task A_page_in_a_brands_own_look_asks_us_alone(string verdict, string scheme, string language)
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync(verdict);
        await SetLookAsync(server);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with
            {
                ColorScheme = scheme,
                Locale = language,
                Axe = true,
                Steps =
                [
                    PageStep.Evaluate("document.querySelector('section img').scrollIntoView()"),
                    PageStep.WaitFor("section img"),
                    PageStep.Evaluate("Promise.all([...document.images].map(image => image.decode())).then(() => [...document.images].map(image => image.naturalWidth).join(' '))"),
                    PageStep.Evaluate("getComputedStyle(document.body).borderTopColor"),
                    PageStep.Evaluate("scrollTo(0, 0)"),
                ],
            },
            $"look-{verdict}-{scheme}-{language}");

        Assert.Equal("480 800", page.Values[1].GetString());
        Assert.NotEqual("rgba(0, 0, 0, 0)", page.Values[2].GetString());
        Assert.Contains("https://casa.example/help", page.Html, StringComparison.Ordinal);
        // The page, two pictures, and the script that offers to share a position.
        Assert.Equal(4, page.Requests.Count);
    }

    private static async Task SetLookAsync(ConsumerServer server)
    {
        var brand = (await server.Server.Owner.GetFromJsonAsync<System.Text.Json.JsonElement>(new Uri("/api/v1/brands", UriKind.Relative))).GetProperty("items")[0].Text("id");
        await PutAsync(server, $"/api/v1/brands/{brand}/appearance", new { accent = Plum, supportUrl = "https://casa.example/help" });
        await PutAsync(server, $"/api/v1/brands/{brand}/logo", new { content = Draw(480, 120, PaintLogo) });
        await PutAsync(server, $"/api/v1/products/{ConsumerServer.Gtin}/picture", new { content = Draw(800, 800, PaintBottle) });
    }

    private static void PaintLogo(SKCanvas canvas)
    {
        using var ink = new SKPaint { Color = SKColor.Parse(Plum), IsAntialias = true };
        canvas.DrawCircle(60, 60, 44, ink);
        canvas.DrawRoundRect(130, 36, 330, 20, 10, 10, ink);
        canvas.DrawRoundRect(130, 70, 220, 14, 7, 7, ink);
    }

    private static void PaintBottle(SKCanvas canvas)
    {
        canvas.Clear(SKColor.Parse("#f1ead8"));
        using var glass = new SKPaint { Color = SKColor.Parse("#3f5a2a"), IsAntialias = true };
        using var label = new SKPaint { Color = SKColor.Parse("#fdfbf4"), IsAntialias = true };
        using var stripe = new SKPaint { Color = SKColor.Parse(Plum) };
        canvas.DrawRoundRect(345, 90, 110, 180, 20, 20, glass);
        canvas.DrawRoundRect(260, 240, 280, 500, 60, 60, glass);
        canvas.DrawRect(260, 390, 280, 220, label);
        canvas.DrawRect(260, 440, 280, 40, stripe);
    }

    private static byte[] Draw(int width, int height, Action<SKCanvas> paint)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        paint(canvas);
        return bitmap.Encode(SKEncodedImageFormat.Png, 100).ToArray();
    }

    private static async Task PutAsync(ConsumerServer server, string path, object body)
    {
        using var response = await server.Admin.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
