using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using Trace.Core.Documents;
using Trace.Testing;
using Xunit;

namespace Trace.Core.Tests.Documents;

public sealed partial class FlowingDocumentTests
{
    private const string Name = "made.pdf";
    private const string Hash = "3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed";
    private const string Chinese = "我们在授权销售商名单中没有找到您。该名单可能不完整，而且已经售出过的商品在很多情况下可以转售，所以我们先向您询问。请在十二月十五日之前提供授权书、合同或授权账户。";
    private const string English = "We look after the brand. We did not find you on our list of authorized sellers; the list may be incomplete, and goods that were sold once may often be sold again, so we ask first.";

    private static readonly DocumentInfo Info = new("Dossier C-17", "Acme", "en", new DateTimeOffset(2026, 11, 29, 9, 30, 0, TimeSpan.Zero), "Case C-17");

    [Fact]
    public async Task What_is_copied_from_it_is_what_was_put_in()
    {
        using var made = await MadeAsync(Sample);

        var text = Compact(await PdfTools.ReadTextAsync(made.File(Name)));

        Assert.All([English, Chinese, Hash, "https://shop.example.com/very/long/path/that/goes/on?item=1234567890&ref=abcdefghijklmnop", "Größe 38 – 40"], expected => Assert.Contains(Compact(expected), text, StringComparison.Ordinal));
        Assert.Contains("1of3", text, StringComparison.Ordinal);
        Assert.Contains("CaseC-17", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_content_gives_one_file()
    {
        using var one = await MadeAsync(Sample);
        using var other = await MadeAsync(Sample);

        Assert.Equal(await File.ReadAllBytesAsync(one.File(Name), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(other.File(Name), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Its_pages_look_as_they_were_reviewed()
    {
        using var made = await MadeAsync(Sample);

        var pages = await PdfTools.RasteriseAsync(made.File(Name), made.Path, dpi: 96, png: true);

        for (var i = 0; i < pages.Count; i++)
            GoldenPicture.AssertAlike(pages[i], "tests", "Trace.Core.Tests", "Documents", $"sample-{i + 1}.golden.png");
    }

    /// <summary>Where no font has a character, as in a container without fonts, nobody is shown an empty box.</summary>
    [Fact]
    public async Task A_character_that_no_font_draws_is_told_by_its_number()
    {
        using var empty = new TemporaryFolder();
        WrittenDocument? written = null;
        using var made = await MadeAsync(document => document.Paragraph("Seller 😀 中"), [empty.Path], result => written = result);

        Assert.Contains("Seller [U+1F600] [U+4E2D]", await PdfTools.ReadTextAsync(made.File(Name)), StringComparison.Ordinal);
        Assert.Equal(["[U+4E2D]", "[U+1F600]"], written!.Missing);
    }

    /// <summary>An override of direction makes an address read other than it is; a zero-width character makes two that look alike.</summary>
    [Theory]
    [InlineData("shop\u202Emoc.evil\u202C", "shop[U+202E]moc.evil[U+202C]")]
    [InlineData("sh\u200Bop", "sh[U+200B]op")]
    [InlineData("a\0b\u0007", "a[U+0000]b[U+0007]")]
    [InlineData("\uD800 lone", "[U+FFFD] lone")]
    public async Task What_nobody_would_see_is_shown(string given, string shown)
    {
        using var empty = new TemporaryFolder();
        using var made = await MadeAsync(document => document.Paragraph(given), [empty.Path]);

        Assert.Contains(shown, await PdfTools.ReadTextAsync(made.File(Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_longer_than_a_page_goes_on_and_no_line_is_lost()
    {
        var lines = Enumerable.Range(1, 300).Select(number => $"line{number}end").ToList();
        using var made = await MadeAsync(document => document.Table([new("A", 1), new("B", 1)], [["x", string.Join('\n', lines)], ["y", "last"]]));

        var text = await PdfTools.ReadTextAsync(made.File(Name));

        Assert.All([.. lines, "last"], line => Assert.Contains(line, text, StringComparison.Ordinal));
        Assert.InRange(await PdfTools.CountPagesAsync(made.File(Name)), 5, 8);
    }

    [Theory]
    [InlineData("not a picture")]
    [InlineData("")]
    public void What_is_no_picture_gives_none(string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Assert.Null(DocumentPicture.TryMake(stream));
    }

    /// <summary>A PNG of 30,000 × 30,000 pixels in some bytes: its size is read before it is unpacked.</summary>
    [Fact]
    public void A_picture_that_unpacks_to_too_much_is_none()
    {
        using var small = Screenshot(8, 8);
        var bytes = small.ToArray();
        bytes[16 + 2] = bytes[20 + 2] = 0x75;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32(bytes.AsSpan(12, 17)));
        using var stream = new MemoryStream(bytes);

        Assert.Null(DocumentPicture.TryMake(stream));
    }

    [Fact]
    public void Of_a_very_long_picture_the_upper_part_is_shown()
    {
        using var file = Screenshot(1000, 9000);
        using var stream = new MemoryStream(file.ToArray());

        var picture = DocumentPicture.TryMake(stream)!;

        Assert.True(picture.IsCut);
        Assert.Equal((1000, 1300), (picture.Width, picture.Height));
    }

    private static void Sample(FlowingDocument document)
    {
        if (!Directory.Exists("/usr/share/fonts/opentype/noto") || !Directory.Exists("/usr/share/fonts/truetype/noto"))
            Need.Missing("fonts for Arabic and Chinese (Debian fonts-noto-core, fonts-noto-cjk)");
        document.Title("Dossier on an offer of Acme goods");
        document.Space(8);
        document.Fields([("Case", "C-17"), ("Claim", "unauthorized: " + English), ("Country", "DE"), ("Left out", null), ("Made at", "2026-11-29 09:30 UTC")]);
        document.Heading("1  Exhibits");
        document.Table(
            [new("No.", 0.5f), new("What it is", 3), new("SHA-256", 5.6f, DocumentStyle.Hash)],
            Enumerable.Range(1, 34).Select(number => (IReadOnlyList<string>)[$"{number}", number % 7 == 0 ? English : "Screenshot of the offer", Hash]));
        document.Heading("2  The offer");
        document.Paragraph("https://shop.example.com/very/long/path/that/goes/on?item=1234567890&ref=abcdefghijklmnop Größe 38 – 40");
        document.Space(6);
        document.Paragraph(Chinese);
        document.Space(6);
        document.Paragraph("السلام عليكم، السعر 500 ريال في shop.example.com (جديد)");
        document.Subheading("Screenshot");
        using (var file = Screenshot(1200, 700))
        using (var stream = new MemoryStream(file.ToArray()))
            document.Picture(DocumentPicture.TryMake(stream)!);
        document.List(["First", English, "Third"]);
    }

    private static SKData Screenshot(int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        using var paint = new SKPaint { Color = SKColors.SteelBlue };
        for (var y = 0; y < height; y += 80)
            surface.Canvas.DrawRect(20, y + 10, width - 40 - (y % 300), 40, paint);
        using var image = surface.Snapshot();
        return image.Encode(SKEncodedImageFormat.Png, 100);
    }

    private static async Task<TemporaryFolder> MadeAsync(Action<FlowingDocument> fill, IReadOnlyList<string>? fonts = null, Action<WrittenDocument>? then = null)
    {
        var folder = new TemporaryFolder();
        using var document = new FlowingDocument(Info, fonts);
        fill(document);
        await using var stream = File.Create(folder.File(Name));
        var written = document.Write(stream);
        then?.Invoke(written);
        return folder;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }

        return ~crc;
    }

    private static string Compact(string text) => White().Replace(text, "");

    [GeneratedRegex("\\s+", RegexOptions.None, 1000)]
    private static partial Regex White();
}
