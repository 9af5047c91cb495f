using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using SkiaSharp;
using Trace.Server.Tests.Verification;
using Trace.Server.Web.Consumer;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Brands;

/// <summary>A brand's own look on its pages: readable colours, and pictures that are made anew and served by us.</summary>
public sealed class AppearanceTests
{
    private const string Place = "ThePlaceWhereItWasTaken";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_sets_its_colour_and_support_link_and_its_pages_have_them(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync());
        var before = await server.Public.OpenAsync(path);

        var set = (await PutAsync(brand, "appearance", new { accent = "#0B5D4B", supportUrl = "https://acme.example/help?a=1&b=2" })).AssertStatus(200);
        var after = await server.Public.OpenAsync(path);

        Assert.DoesNotContain("--brand:", before.Body, StringComparison.Ordinal);
        Assert.Equal("#0B5D4B", set.Json.Text("accent"));
        // Made lighter until dark pages can show it.
        Assert.True(AccentColor.TryParse(set.Json.Text("accentDark"), out var dark) && dark.IsReadableOn(AccentColor.DarkGround));
        Assert.Contains($":root{{--brand:#0b5d4b}}@media(prefers-color-scheme:dark){{:root{{--brand:{dark}}}}}", after.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"https://acme.example/help?a=1&amp;b=2\"", after.Body, StringComparison.Ordinal);
        // Both styles are allowed by their hashes, and nothing else.
        Assert.Equal(2, after.Headers["Content-Security-Policy"].Split("'sha256-").Length - 1);
        Assert.DoesNotContain("unsafe", after.Headers["Content-Security-Policy"], StringComparison.Ordinal);

        (await PutAsync(brand, "appearance", new { })).AssertStatus(200);
        Assert.DoesNotContain("--brand:", (await server.Public.OpenAsync(path)).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"accent":"#ffd400"}""", "contrast of 1.")]
    [InlineData("""{"accent":"#767676"}""", "contrast of 4.")]
    [InlineData("""{"accent":"#0b5d4b","accentDark":"#0b5d4b"}""", "Take a lighter one.")]
    [InlineData("""{"accentDark":"#ffffff"}""", "goes with an")]
    [InlineData("""{"accent":"red"}""", "such as #14603b")]
    [InlineData("""{"accent":"#0b5d4b;"}""", "such as #14603b")]
    [InlineData("""{"accent":"# b5d4b"}""", "such as #14603b")]
    [InlineData("""{"supportUrl":"http://acme.example/"}""", "absolute https address")]
    [InlineData("""{"supportUrl":"javascript:alert(1)"}""", "absolute https address")]
    [InlineData("""{"supportUrl":"/help"}""", "absolute https address")]
    public async Task A_look_that_people_could_not_read_or_trust_is_refused(string body, string why)
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/brands/{brand.Id}/appearance", content);

        answer.AssertProblem(422, "invalid_appearance");
        Assert.Contains(why, answer.Text, StringComparison.Ordinal);
    }

    /// <summary>The pairs and figures of WCAG's own examples.</summary>
    [Theory]
    [InlineData("#000000", "#ffffff", 21)]
    [InlineData("#767676", "#ffffff", 4.54)]
    [InlineData("#777777", "#ffffff", 4.48)]
    [InlineData("#0000ff", "#ffffff", 8.59)]
    public void Contrast_is_that_of_wcag(string one, string other, double contrast)
    {
        Assert.True(AccentColor.TryParse(one, out var first) & AccentColor.TryParse(other, out var second));
        Assert.Equal(contrast, first.ContrastTo(second), 0.005);
        // The grounds are those of the style sheet.
        Assert.Contains($"--bg:{AccentColor.LightGround}", PageStyle.Css, StringComparison.Ordinal);
        Assert.Contains($"--card:{AccentColor.DarkGround}", PageStyle.Css, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_picture_is_made_anew_served_by_us_for_ever_and_gone_when_nothing_shows_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = CodeRequests.PathOf(await brand.CodeAsync());
        var upload = WithText(Encode(Draw(1200, 900), SKEncodedImageFormat.Png));
        Assert.Contains(Place, Encoding.Latin1.GetString(upload), StringComparison.Ordinal);

        var set = (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/products/{brand.Gtin}/picture", JsonContent.Create(new { content = upload }))).AssertStatus(200);
        var url = set.Json.Text("url");
        var page = await server.Public.OpenAsync(path);
        using var served = await server.Public.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
        var bytes = await served.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal((800, 600), (set.Json.GetProperty("width").GetInt32(), set.Json.GetProperty("height").GetInt32()));
        Assert.Contains($"<img src=\"{url}\" alt=\"Picture of the product from the brand\" width=\"800\" height=\"600\" loading=\"lazy\"", page.Body, StringComparison.Ordinal);
        Assert.Equal((200, "image/webp", "public, max-age=31536000, immutable"), ((int)served.StatusCode, served.Content.Headers.ContentType?.MediaType, served.Headers.CacheControl?.ToString().Replace("max-age=31536000, public", "public, max-age=31536000", StringComparison.Ordinal)));
        Assert.DoesNotContain(Place, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        using (var shown = SKBitmap.Decode(bytes))
            Assert.True(shown.Width == 800 && shown.GetPixel(10, 10).Red > 200 && shown.GetPixel(790, 590).Blue > 200);
        Assert.Equal(url, (await brand.Admin.GetAnswerAsync($"/api/v1/products/{brand.Gtin}")).Json.Text("pictureUrl"));

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/products/{brand.Gtin}/picture", content: null)).AssertStatus(204);
        Assert.DoesNotContain("<img", (await server.Public.OpenAsync(path)).Body, StringComparison.Ordinal);
        Assert.Equal(404, (await server.Public.OpenAsync(url)).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_logo_stands_for_the_name_and_is_another_brands_own(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", TestGtin.Of(77));
        var path = CodeRequests.PathOf(await brand.CodeAsync());
        var logo = Encode(Draw(300, 100), SKEncodedImageFormat.Webp);

        var url = (await PutAsync(brand, "logo", new { content = logo })).AssertStatus(200).Json.Text("url");
        var others = (await PutAsync(other, "logo", new { content = logo })).AssertStatus(200).Json.Text("url");
        (await PutAsync(brand, "logo", new { content = logo })).AssertStatus(200);

        Assert.NotEqual(url, others);
        Assert.EndsWith("-300x100.webp", url, StringComparison.Ordinal);
        Assert.Contains($"<img src=\"{url}\" alt=\"Acme\"", (await server.Public.OpenAsync(path)).Body, StringComparison.Ordinal);
        Assert.Equal(url, (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/appearance")).Json.Text("logoUrl"));
        // The same once more keeps its address, also while the other brand's goes.
        (await other.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/brands/{other.Id}/logo", content: null)).AssertStatus(204);
        Assert.Equal((200, 404), ((await server.Public.OpenAsync(url)).Status, (await server.Public.OpenAsync(others)).Status));
    }

    [Fact]
    public async Task A_phones_photo_is_turned_upright()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        // Held upright: stored lying, with the word to turn it by a quarter to the right. Its top left corner is then at the right.
        var photo = WithOrientation(Encode(Draw(400, 200), SKEncodedImageFormat.Jpeg), orientation: 6);

        var url = (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/products/{brand.Gtin}/picture", JsonContent.Create(new { content = photo }))).AssertStatus(200).Json.Text("url");
        using var shown = SKBitmap.Decode(await server.Public.GetByteArrayAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal((200, 400), (shown.Width, shown.Height));
        Assert.True(shown.GetPixel(190, 10).Red > 200 && shown.GetPixel(190, 10).Blue < 100);
        Assert.True(shown.GetPixel(10, 390).Blue > 200);
    }

    [Fact]
    public async Task What_is_no_picture_or_too_large_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var png = Encode(Draw(64, 64), SKEncodedImageFormat.Png);

        foreach (var (content, why) in new[]
        {
            (Array.Empty<byte>(), "in base64"), (Encoding.ASCII.GetBytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), "PNG, JPEG or WebP"), ("GIF89a\x01\0\x01\0\0\0\0;"u8.ToArray(), "PNG, JPEG or WebP"),
            (png[..40], "PNG, JPEG or WebP|cannot be read"), (Huge(30_000, 30_000), "25 million pixels"), (Huge(5_000, 5_001), "25 million pixels"), ([.. png, .. new byte[512 << 10]], "at most 512 KiB"),
        })
        {
            var answer = await PutAsync(brand, "logo", new { content });
            answer.AssertProblem(422, "invalid_picture");
            Assert.Matches(why, answer.Text);
        }

        Assert.Equal(413, (await PutAsync(brand, "logo", new { content = new byte[800 << 10] })).Status);
        Assert.Equal(400, (await PutAsync(brand, "logo", new { content = "not base64!" })).Status);
        foreach (var name in new[] { "..%2F..%2Fmaster.key", "x", "%00", new string('a', 500) })
            Assert.NotEqual(200, (await server.Public.OpenAsync($"/pictures/{name}")).Status);
    }

    /// <summary>Red at the top left, blue at the bottom right.</summary>
    private static SKBitmap Draw(int width, int height)
    {
        var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        using var red = new SKPaint { Color = SKColors.Red };
        using var blue = new SKPaint { Color = SKColors.Blue };
        canvas.DrawRect(0, 0, width / 2f, height / 2f, red);
        canvas.DrawRect(width / 2f, height / 2f, width, height, blue);
        return bitmap;
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using (bitmap)
            return bitmap.Encode(format, 90).ToArray();
    }

    /// <summary>A PNG that says of itself that it is so large, and has nothing to unpack.</summary>
    private static byte[] Huge(int width, int height)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(new byte[1000]);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    /// <summary>A text chunk before the end, as cameras and editors write them.</summary>
    private static byte[] WithText(byte[] png) => [.. png[..^12], .. Chunk("tEXt"u8, Encoding.Latin1.GetBytes($"Comment\0{Place}")), .. png[^12..]];

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] body = [.. type, .. data];
        var (length, sum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(sum, Crc(body));
        return [.. length, .. body, .. sum];
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    /// <summary>An EXIF block with the orientation alone, behind the beginning of the file.</summary>
    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"u8, orientation, .. new byte[6]];
        var length = exif.Length + 2;
        return [.. jpeg[..2], 0xff, 0xe1, (byte)(length >> 8), (byte)length, .. exif, .. jpeg[2..]];
    }

    private static Task<Tests.Answer> PutAsync(TestBrand brand, string what, object body) =>
        brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/brands/{brand.Id}/{what}", JsonContent.Create(body));
}
