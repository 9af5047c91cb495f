using Trace.Core.Enforcement;
using Trace.Server.Dossiers.Pdf;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Dossiers;

public sealed class LetterPdfTests
{
    private static readonly IReadOnlyDictionary<string, string> Values = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["platform"] = "market.example",
        ["product"] = "Acme Runner 38",
        ["seller"] = "shop-4711",
        ["brand"] = "Acme Sport GmbH",
        ["listing"] = "https://market.example/itm/334455667788?var=633221100&hash=item4de1a2b3c4:g:AbCdEfGhIjKl",
    };

    [Theory]
    [InlineData("en", "1 of 1", "Draft: nobody has signed this.")]
    [InlineData("de", "1 von 1", "Entwurf: noch von niemandem unterzeichnet.")]
    [InlineData("zh", "第1页，共1页", "草稿：尚未有人签署。")]
    public async Task A_letter_reads_on_paper_as_it_was_written(string language, string foot, string draft)
    {
        var letter = Letter(language);
        using var folder = new TemporaryFolder();
        await using (var file = File.Create(folder.File("letter.pdf")))
            Assert.Empty(LetterPdf.Write(file, Sheet(language, letter)).Missing);

        var text = Compact(await PdfTools.ReadTextAsync(folder.File("letter.pdf")));

        Assert.All([letter.Subject, letter.Body, "C-17", foot, draft, "2026-11-29"], expected => Assert.Contains(Compact(expected), text, StringComparison.Ordinal));
        GoldenPicture.AssertAlike(
            (await PdfTools.RasteriseAsync(folder.File("letter.pdf"), folder.Path, dpi: 96, png: true))[0], "tests", "Trace.Server.Tests", "Dossiers", $"letter.{language}.golden.png");
    }

    [Fact]
    public void A_signed_letter_names_who_signed_it_and_is_the_same_each_time()
    {
        var sheet = Sheet("en", Letter("en")) with { Signer = "Maria Example, brand protection, 2026-11-29 09:30 UTC" };

        Assert.Equal(Bytes(sheet), Bytes(sheet));
        Assert.NotEqual(Bytes(sheet), Bytes(sheet with { Signer = null }));
    }

    private static byte[] Bytes(LetterSheet sheet)
    {
        using var stream = new MemoryStream();
        LetterPdf.Write(stream, sheet);
        return stream.ToArray();
    }

    private static Letter Letter(string language)
    {
        var template = LetterTemplate.Find(LetterKind.FirstLetter, language)!;
        var places = template.Required.ToDictionary(name => name, name => Values.GetValueOrDefault(name, $"({name})"), StringComparer.Ordinal);
        return template.TryFill(places, out var letter, out _) ? letter : throw new InvalidOperationException("The letter is not complete.");
    }

    private static LetterSheet Sheet(string language, Letter letter) => new(
        "Acme Sport GmbH\nBrand protection\nMusterstraße 1, 10115 Berlin", "shop-4711\nmarket.example", "C-17", new DateOnly(2026, 11, 29), language,
        letter.Subject, letter.Body, Signer: null, new DateTimeOffset(2026, 11, 29, 9, 30, 0, TimeSpan.Zero));

    /// <summary>Lines break elsewhere on paper.</summary>
    private static string Compact(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
