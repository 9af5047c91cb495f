using Trace.Core.Detection;
using Trace.Server.Dossiers;
using Trace.Server.Dossiers.Pdf;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Dossiers;

public sealed class DossierPdfTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dossier_says_all_that_its_case_holds()
    {
        using var folder = new TemporaryFolder();
        var text = Compact(await TextAsync(folder, SampleDossier.Content));

        var content = SampleDossier.Content;
        string[] expected =
        [
            content.Cover.Reference, "EUIPO 018123456", "not listed on 2026-11-20", content.Listings[0].Url, "00340434161094042557", "Seal 0041 intact.", "the bag with the shoe box", "Dr. Jonas Muster",
            "made by or for the brand", "4R7KQ2M9XT1Z", "BR, AR", "2026-09-03 14:00 UTC", SampleDossier.Chinese, "The text was erased.", "and Peter Zweit", "accepted", "4711", "4890", "none in this pack", "Records of this case that are not in this pack: 1.",
            content.Proofs.Signer, content.Proofs.Log!, "freetsa.example, timestamp.example", "https://trace.example.com/evidence/key", "larger than a pack takes",
            .. content.Exhibits.Select(exhibit => exhibit.Sha256),
        ];
        Assert.All(expected, words => Assert.Contains(Compact(words), text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dossier_quotes_the_error_rates_that_were_published()
    {
        using var folder = new TemporaryFolder();
        var text = Compact(await TextAsync(folder, SampleDossier.Content));

        Assert.All(PublishedFigures.Current.FalseAlarms, world => Assert.Contains(Compact($"{world.Rate} ({world.Low} to {world.High})"), text, StringComparison.Ordinal));
        Assert.All(PublishedFigures.Current.Found, copier => Assert.Contains(Compact(copier.Found), text, StringComparison.Ordinal));
        Assert.Contains(Compact(PublishedFigures.Current.Command), text, StringComparison.Ordinal);
    }

    /// <summary>A case that has nothing yet has a dossier too, which says so.</summary>
    [Fact]
    public async Task A_dossier_of_an_empty_case_says_what_is_not_there()
    {
        using var folder = new TemporaryFolder();
        var text = Compact(await TextAsync(folder, new DossierContent { Cover = SampleDossier.Content.Cover }));

        string[] expected = ["The case names no right.", "Nothing is kept of the seller.", "There was no test purchase", "No unit was scanned", "No letter went out", "No timestamp authority is configured"];
        Assert.All(expected, words => Assert.Contains(Compact(words), text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_pages_look_as_they_were_reviewed()
    {
        using var folder = new TemporaryFolder();
        await TextAsync(folder, SampleDossier.Content);

        var pages = await PdfTools.RasteriseAsync(folder.File("dossier.pdf"), folder.Path, dpi: 72, png: true);

        for (var i = 0; i < pages.Count; i++)
            GoldenPicture.AssertAlike(pages[i], "tests", "Trace.Server.Tests", "Dossiers", $"dossier-{i + 1}.golden.png");
    }

    [Fact]
    public async Task Drafts_say_on_each_page_that_nobody_signed_them()
    {
        using var folder = new TemporaryFolder();
        await using (var file = File.Create(folder.File("certificate.pdf")))
            DraftPdfs.Certificate(file, SampleDossier.Content);
        await using (var file = File.Create(folder.File("note.pdf")))
            DraftPdfs.EidasNote(file, SampleDossier.Content);

        foreach (var name in new[] { "certificate", "note" })
        {
            var pages = (await PdfTools.ReadTextAsync(folder.File($"{name}.pdf"))).TrimEnd('\f').Split('\f');
            Assert.All(pages, page => Assert.Contains("DRAFT, not signed", page, StringComparison.Ordinal));
            GoldenPicture.AssertAlike(
                (await PdfTools.RasteriseAsync(folder.File($"{name}.pdf"), Directory.CreateDirectory(folder.File(name)).FullName, dpi: 72, png: true))[0],
                "tests", "Trace.Server.Tests", "Dossiers", $"{name}.golden.png");
        }
    }

    /// <summary>Words that would say as a fact what only a claim, an examiner or a court can say.</summary>
    [Theory]
    [InlineData("fake")]
    [InlineData("genuine product")]
    [InlineData("counterfeiter")]
    [InlineData("infringer")]
    [InlineData("illegal")]
    [InlineData("pirate")]
    public async Task No_word_of_ours_calls_goods_or_sellers_anything(string word)
    {
        using var folder = new TemporaryFolder();
        Assert.DoesNotContain(word, await TextAsync(folder, SampleDossier.Content), StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<string> TextAsync(TemporaryFolder folder, DossierContent content)
    {
        await using (var file = File.Create(folder.File("dossier.pdf")))
            await DossierPdf.WriteAsync(file, content, Cancellation);
        return await PdfTools.ReadTextAsync(folder.File("dossier.pdf"));
    }

    private static string Compact(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
