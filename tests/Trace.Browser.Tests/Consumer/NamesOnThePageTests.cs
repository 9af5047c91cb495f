using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>Names and serials as brands really write them: long, in one piece, from right to left.</summary>
public sealed class NamesOnThePageTests
{
    private const string LongName = "Crème de la Crème Hydrating Night Balm with Sea Buckthorn, Evening Primrose and Oat, Unscented, for Sensitive and Very Dry Skin, Refill Pouch, 3 × 250 ml, Limited Spring Edition of the Year 2026";
    private const string LongBrand = "Internationale Feinkosthandelsgesellschaft von Oldenburg-Wildeshausen & Söhne, gegründet 1887";

    [Theory]
    [InlineData(390)]
    [InlineData(320)]
    public async Task Long_names_of_brand_and_product_wrap(int width)
    {
        await using var server = await ConsumerServer.StartAsync(LongBrand);
        var page = await VisitAsync(server, LongName, width, $"long-names-{width}");

        Assert.Equal($"{LongBrand} issued this code.", page.Heading);
        Assert.Contains(LongName, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_a_place_to_break_wraps_too()
    {
        await using var server = await ConsumerServer.StartAsync(new string('W', 60));
        await VisitAsync(server, new string('M', 120), 320, "unbroken-names-320");
    }

    [Fact]
    public async Task Names_written_from_right_to_left_keep_their_own_order()
    {
        await using var server = await ConsumerServer.StartAsync("زيت الدار (تجربة)!");
        // The place of a character on the screen: the closing mark of an Arabic name is at its left end.
        const string MarkBeforeName =
            """
            (() => { const text = document.querySelector('h1').firstChild; const at = text.data.indexOf('!');
            const box = index => { const range = document.createRange(); range.setStart(text, index); range.setEnd(text, index + 1); return range.getBoundingClientRect().left };
            return box(at) < box(at - 3) })()
            """;

        var page = await VisitAsync(server, "زيت زيتون بكر ممتاز، 500 مل", 390, "right-to-left", PageStep.Evaluate(MarkBeforeName));

        Assert.True(page.Values[0].GetBoolean());
        Assert.Equal("ltr", page.Direction);
    }

    [Theory]
    [InlineData("2024-LOT7/0001-Ab_99", "2024-LOT7/0001-Ab_99")]
    [InlineData("!\"%&'()*+,-./_:;<=>?", "!\"%&'()*+,-./_:;<=>?")]
    [InlineData("LOT-7/000001", "LOT-7/000001")]
    public async Task A_serial_of_the_brand_stays_as_the_brand_writes_it(string serial, string shown)
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.ImportAsync(serial.Contains('"', StringComparison.Ordinal) ? $"\"{serial.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : serial);

        var page = await PageLook.VisitAsync(
            server.Visit(code) with { Width = 320, Axe = true, Steps = [PageStep.Evaluate("document.querySelector('dl div:nth-child(2) dd').innerText")] },
            $"imported-serial-{serial.Length}-{(serial[0] == '!' ? "signs" : "words")}");

        Assert.Equal("Casa Demo issued this code.", page.Heading);
        Assert.Equal(shown, page.Values[0].GetString());
        Assert.Equal(1, page.Html.Split("<dt>Serial</dt>")[1].Split("</dd>")[0].Split("<span>").Length - 1);
    }

    [Fact]
    public async Task A_serial_made_here_is_shown_in_fours_and_copied_in_one_piece()
    {
        await using var server = await ConsumerServer.StartAsync();
        var code = await server.CreateCodeAsync("issued");

        var page = await Chromium.VisitAsync(server.Visit(code) with
        {
            Steps = [PageStep.Evaluate("[...document.querySelectorAll('dl div:nth-child(2) dd span')].map(group => group.innerText).join(' ')"),
                PageStep.Evaluate("document.querySelector('dl div:nth-child(2) dd').innerText")],
        });

        var serial = code.Segments[^1];
        Assert.Equal($"{serial[..4]} {serial[4..8]} {serial[8..]}", page.Values[0].GetString());
        Assert.Equal(serial, page.Values[1].GetString());
    }

    [Fact]
    public async Task A_picture_elsewhere_is_not_loaded()
    {
        await using var server = await ConsumerServer.StartAsync();
        await server.Admin.PostAsync("/api/v1/products", new { gtin = ConsumerServer.OtherGtin, name = "Espresso beans, 1 kg", imageUrl = "https://pictures.casa.example/beans.jpg" });
        var code = await server.CodeOfAsync(await server.CreateBatchAsync(gtin: ConsumerServer.OtherGtin));

        Assert.Equal([code.AbsoluteUri], (await Chromium.VisitAsync(server.Visit(code) with { JavaScript = false })).Requests);
    }

    private static async Task<PageResult> VisitAsync(ConsumerServer server, string product, int width, string picture, params PageStep[] steps)
    {
        await server.Admin.PostAsync("/api/v1/products", new { gtin = ConsumerServer.OtherGtin, name = product });
        var code = await server.CodeOfAsync(await server.CreateBatchAsync(gtin: ConsumerServer.OtherGtin));
        return await PageLook.VisitAsync(server.Visit(code) with { Width = width, Axe = true, Steps = steps }, picture);
    }
}
