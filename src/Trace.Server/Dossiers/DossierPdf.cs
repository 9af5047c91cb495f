using System.Globalization;
using Trace.Core.Documents;
using Trace.Core.Enforcement;
using static Trace.Server.Dossiers.DossierWords;

namespace Trace.Server.Dossiers;

/// <summary>The dossier as a PDF: what was seen and done in a case, each statement beside the file or record it rests on.</summary>
public static class DossierPdf
{
    /// <summary>Screenshots take memory while they are made fit for paper.</summary>
    private static readonly SemaphoreSlim Decoding = new(1);

    public static async Task<WrittenDocument> WriteAsync(Stream output, DossierContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var cover = content.Cover;
        using var document = new FlowingDocument(new DocumentInfo($"Dossier {cover.Reference}", cover.Brand, "en", cover.MadeAt, $"{cover.Brand}  ·  Case {cover.Reference}  ·  made {Time(cover.MadeAt)}"));
        Cover(document, content);
        ExhibitList(document, content);
        Rights(document, content);
        Seller(document, content);
        await ListingsAsync(document, content, cancellationToken);
        await PurchaseAsync(document, content, cancellationToken);
        DossierPdfUnit.Write(document, content);
        Correspondence(document, content);
        Notices(document, content);
        DossierPdfProofs.Write(document, content);
        return document.Write(output);
    }

    private static void Cover(FlowingDocument document, DossierContent content)
    {
        var cover = content.Cover;
        document.Space(60);
        document.Paragraph("Dossier", DocumentStyle.Label with { SizePt = 11 });
        document.Title($"Case {cover.Reference}");
        document.Space(4);
        document.Paragraph($"An offer of goods of {cover.Brand} on {cover.Platform}", DocumentStyle.Body with { SizePt = 12 });
        document.Space(26);
        document.Fields(
        [
            ("Brand", cover.Brand), ("Products", string.Join("\n", cover.Products)), ("Platform", cover.Platform), ("Country", cover.Country), ("Claim", Plain(Words.Of(cover.Claim))),
            ("State of the case", Plain(cover.State)), ("Made at", Time(cover.MadeAt)), ("Made by", cover.MadeBy),
        ]);
        document.Space(10);
        document.Rule();
        document.Subheading("What is claimed");
        document.Paragraph(Claim(cover.Claim));
        if (cover.Grounds.Count > 0)
        {
            document.Space(4);
            document.Paragraph("On these grounds, which a person of the brand stated:");
            document.Space(2);
            document.List(cover.Grounds.Select(Ground));
        }

        document.Subheading("What this dossier is");
        document.Paragraph(
            "It lists what was seen and done in this case, by whom and when, and what each statement rests on. A claim is what the brand says; nobody has decided it by that. The files named as "
            + "exhibits are in the same pack, unchanged since they arrived. Section 10 says how anybody can check that without us, and section 11 what this dossier does not show.");
    }

    private static void ExhibitList(FlowingDocument document, DossierContent content)
    {
        document.NewPage();
        document.Heading("1  Exhibits");
        if (content.Exhibits.Count == 0)
            document.Paragraph("There are no files in this pack.");
        document.Table(
            [new("No.", 22), new("What it is, and where it is from", 167), new("SHA-256", 268, DocumentStyle.Hash)],
            content.Exhibits.Select(exhibit => (IReadOnlyList<string>)[Number(exhibit.Number), $"{exhibit.Title}\n{exhibit.Source}\n{exhibit.Name}, {Size(exhibit.SizeBytes)}", exhibit.Sha256]));
        if (content.LeftOut.Count == 0)
            return;
        document.Subheading("Not in this pack");
        document.Table(
            [new("What it is", 94), new("Why", 94), new("SHA-256", 268, DocumentStyle.Hash)],
            content.LeftOut.Select(file => (IReadOnlyList<string>)[$"{file.Title} ({Size(file.SizeBytes)})", file.Reason, file.Sha256 ?? "–"]));
    }

    private static void Rights(FlowingDocument document, DossierContent content)
    {
        document.Heading("2  Rights");
        if (content.Rights.Count == 0)
            document.Paragraph("The case names no right.");
        foreach (var (right, standing, certificate, power) in content.Rights)
        {
            document.Subheading(right.Title);
            document.Fields(
            [
                ("Kind", Plain(Words.Of(right.Kind))), ("Office and number", $"{right.Office} {right.Number}"), ("Holds in", string.Join(", ", right.Territory)),
                ("Classes", string.Join(", ", right.Classes.Select(Number))), ("In force from", Day(right.From)), ("Until", Day(right.Until)), ("Withdrawn", Day(right.WithdrawnOn)),
                ("On the day of this dossier", Plain(Words.Of(standing))), ("Certificate", Exhibit(certificate)), ("Power of attorney", power is null ? null : Exhibit(power)),
            ]);
        }
    }

    private static void Seller(FlowingDocument document, DossierContent content)
    {
        document.Heading("3  Seller, as far as it is known");
        if (content.Seller is not { } seller)
        {
            document.Paragraph("Nothing is kept of the seller.");
            return;
        }

        document.Fields(
        [
            ("Name", seller.Name), ("Name on the platform", seller.Handle), ("Shop", seller.Shop),
            ("List of authorized sellers", seller.Listed switch { true => "listed", false => "not listed", null => "nobody looked" } + (seller.ListedOn is { } day ? $" on {Day(day)}" : "")),
        ]);
        document.Paragraph("Who is not on the list is not on the list; that a seller has no other authorization does not follow from it.", DocumentStyle.Note);
    }

    private static async Task ListingsAsync(FlowingDocument document, DossierContent content, CancellationToken cancellationToken)
    {
        document.Heading("4  The offer");
        if (content.Listings.Count == 0)
            document.Paragraph("The case names no listing.");
        foreach (var listing in content.Listings)
        {
            document.Subheading(listing.Url);
            document.Fields(
            [
                ("Platform", listing.Platform), ("Seller there", listing.SellerHandle), ("Country", listing.Country), ("GTIN", listing.Gtin), ("Price", listing.Price),
                ("Quantity offered", listing.Quantity?.ToString(CultureInfo.InvariantCulture)), ("Origin as claimed there", listing.ClaimedOrigin), ("Recorded at", Time(listing.RecordedAt)),
            ]);
            document.Table(
                [new("Capture", 66), new("Kind", 62), new("Taken at, as stated", 108), new("Arrived here, hashed", 108), new("By", 90)],
                listing.Captures.Select(capture => (IReadOnlyList<string>)[Exhibit(capture.Exhibit), Plain(capture.Kind), Time(capture.TakenAt), Time(capture.ArrivedAt), capture.By ?? "–"]));
            foreach (var capture in listing.Captures)
            {
                if (capture.Note is { Length: > 0 } note)
                    document.Paragraph($"{Exhibit(capture.Exhibit)}: {note}", DocumentStyle.Small);
                await PictureAsync(document, content, capture.Exhibit, cancellationToken);
            }
        }
    }

    private static async Task PurchaseAsync(FlowingDocument document, DossierContent content, CancellationToken cancellationToken)
    {
        document.Heading("5  Test purchase");
        if (content.Purchase is not { } purchase)
        {
            document.Paragraph("There was no test purchase, or it is not part of this case.");
            return;
        }

        document.Fields(
        [
            ("Order number", purchase.OrderNumber), ("Ordered on", Day(purchase.OrderedOn)), ("Price paid", purchase.Price), ("Carrier", purchase.Carrier), ("Tracking number", purchase.Tracking),
            ("Received on", Day(purchase.ReceivedOn)), ("Photos", Exhibits(purchase.Photos)),
        ]);
        document.Subheading("Who had it");
        document.Table(
            [new("From", 78), new("To", 78), new("At", 104), new("Signed by", 78), new("Note", 100)],
            purchase.HandOvers.Select(hand => (IReadOnlyList<string>)
                [hand.From, hand.To, Time(hand.At), hand.SignedBy ?? "nobody", string.Join("\n", new[] { hand.Note, hand.Exhibit is { } number ? Exhibit(number) : null }.OfType<string>())]));
        if (purchase.HandOvers.Count == 0)
            document.Paragraph("No hand-over is recorded.");
        if (purchase.Seals.Count > 0)
        {
            document.Subheading("Seals");
            document.Table(
                [new("Number", 80), new("On what", 150), new("At", 104), new("By", 100)], purchase.Seals.Select(seal => (IReadOnlyList<string>)[seal.Number, seal.What, Time(seal.At), seal.By ?? "–"]));
        }

        foreach (var number in purchase.Photos)
            await PictureAsync(document, content, number, cancellationToken);
        if (purchase.Finding is not { } finding)
            return;
        document.Subheading("Examiner's finding");
        document.Fields([("Examiner", finding.Examiner), ("Concluded", Finding(finding.Result)), ("On", Day(finding.On)), ("In the examiner's words", finding.Words), ("Report", Exhibit(finding.Report))]);
    }

    private static void Correspondence(FlowingDocument document, DossierContent content)
    {
        document.Heading("7  Correspondence");
        if (content.Correspondence.Count == 0)
            document.Paragraph("No letter went out and no answer came.");
        foreach (var text in content.Correspondence)
        {
            document.Subheading($"{text.Kind}, {Time(text.At)}");
            document.Fields([("From", text.From), ("Signed by", text.SignedBy), ("Subject", text.Subject), ("What became of it", text.Decision), ("Files", Exhibits(text.Exhibits))]);
            document.Paragraph(text.Text ?? "The text was erased.", DocumentStyle.Small, indentPt: 12);
        }
    }

    private static void Notices(FlowingDocument document, DossierContent content)
    {
        document.Heading("8  Notices and what the platform decided");
        if (content.Notices.Count == 0)
            document.Paragraph("No notice was sent to a platform.");
        document.Table(
            [new("Form", 82), new("Platform", 76), new("Sent at", 60), new("Signed by", 72), new("Decision", 86), new("File", 54)],
            content.Notices.Select(notice => (IReadOnlyList<string>)
            [
                notice.Form, notice.Platform, Time(notice.SentAt), string.Join("\nand ", new[] { notice.SignedBy ?? "–", notice.SecondPerson }.OfType<string>()),
                (notice.Outcome is { } outcome ? $"{Plain(outcome)}{(notice.OutcomeAt is { } at ? $", {Time(at)}" : "")}" : "none yet") + (notice.TakenBackAt is { } back ? $"\ntaken back {Time(back)}" : ""),
                Exhibit(notice.Exhibit),
            ]));
    }

    /// <summary>A picture as paper shows it, below the name of its exhibit; one that cannot be shown is named.</summary>
    private static async Task PictureAsync(FlowingDocument document, DossierContent content, int? number, CancellationToken cancellationToken)
    {
        if (content.Exhibits.FirstOrDefault(exhibit => exhibit.Number == number) is not { IsPicture: true } exhibit)
            return;
        await Decoding.WaitAsync(cancellationToken);
        try
        {
            using var bytes = new MemoryStream();
            await using (var stream = await exhibit.Open(cancellationToken))
                await stream.CopyToAsync(bytes, cancellationToken);
            bytes.Position = 0;
            var picture = DocumentPicture.TryMake(bytes);
            document.Space(6);
            var caption = picture switch { null => " cannot be shown here; the file is in the pack", { IsCut: true } => ", its upper part", _ => "" };
            document.Need(picture is null ? 20 : 320);
            document.Paragraph($"{Exhibit(exhibit.Number)}: {exhibit.Title}{caption}", DocumentStyle.Note);
            if (picture is not null)
                document.Picture(picture);
        }
        finally
        {
            Decoding.Release();
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
