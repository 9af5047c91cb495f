using SkiaSharp;
using Trace.Core.Enforcement;
using Trace.Server.Dossiers;

namespace Trace.Server.Tests.Dossiers;

/// <summary>A dossier with something in each of its parts.</summary>
internal static class SampleDossier
{
    public const string Chinese = "我们从上海的供货商处购得该商品，发票见附件。";

    public static readonly DateTimeOffset MadeAt = new(2026, 11, 29, 9, 30, 0, TimeSpan.Zero);

    public static DossierContent Content { get; } = new()
    {
        Cover = new DossierCover(
            "K7QF-2MXD", ClaimKind.Diverted, "DE", "market.example", "platform_complaint", "Acme Sport GmbH", ["09506000134352 Acme Runner 38"], [Statement.FirstSaleOutside], MadeAt, "Maria Example"),
        Exhibits =
        [
            Picture(1, "Screenshot of the offer", 1280, 4200), Picture(2, "Screenshot of the seller's page", 1280, 700), File(3, "Certificate of trade mark 018123456", "application/pdf", "pdf"),
            File(4, "Archive of the offer", "application/warc", "warc"), Picture(5, "Photo of the parcel as it arrived", 900, 700), File(6, "Report of the examiner", "application/pdf", "pdf"),
            File(7, "Invoice that the seller sent", "application/pdf", "pdf"),
        ],
        LeftOut = [new LeftOut("Video of unpacking", Hash(99), 700_000_000, "larger than a pack takes; kept at the brand under this hash")],
        Rights =
        [
            new DossierRight(
                new Right { Kind = RightKind.TradeMark, Office = "EUIPO", Number = "018123456", Title = "ACME RUNNER", Territory = ["EU"], Classes = [25, 35], From = new DateOnly(2020, 3, 1), Until = new DateOnly(2030, 3, 1) },
                RightStanding.Registered, Certificate: 3, PowerOfAttorney: null),
        ],
        Seller = new DossierSeller("shop-4711", "shop_4711", "https://market.example/usr/shop_4711", Listed: false, new DateOnly(2026, 11, 20)),
        Listings =
        [
            new DossierListing(
                "https://market.example/itm/334455667788?var=633221100&hash=item4de1a2b3c4:g:AbCdEfGhIjKl", "market.example", "shop_4711", "DE", "09506000134352", "49.90 EUR", 120, "Portugal", MadeAt.AddDays(-12),
                [
                    new DossierCapture(1, "screenshot", Hash(1), MadeAt.AddDays(-12), MadeAt.AddDays(-12).AddMinutes(2), "Maria Example", "Price and quantity as shown to a visitor who is not signed in."),
                    new DossierCapture(4, "warc", Hash(4), MadeAt.AddDays(-12), MadeAt.AddDays(-12).AddMinutes(3), "Maria Example", Note: null),
                ]),
        ],
        Purchase = new DossierPurchase(
            "26-11-88231", new DateOnly(2026, 11, 18), new DateOnly(2026, 11, 22), "49.90 EUR", "DHL", "00340434161094042557",
            [
                new DossierHandOver("DHL", "Maria Example", MadeAt.AddDays(-7), "Maria Example", "Parcel closed, tape undamaged.", 5),
                new DossierHandOver("Maria Example", "Dr. Jonas Muster", MadeAt.AddDays(-6), "Dr. Jonas Muster", "Seal 0041 intact.", Exhibit: null),
            ],
            [new DossierSeal("0041", "the bag with the shoe box", MadeAt.AddDays(-7), "Maria Example")], [5],
            new DossierFinding("Dr. Jonas Muster", FindingResult.OfTheBrand, new DateOnly(2026, 11, 24), "Material, stitching and label are as of batch 26B; the box has no importer's label.", 6)),
        Unit = new DossierUnit(
            "https://id.acme.example/01/09506000134352/21/4R7KQ2M9XT1Z", "09506000134352", "4R7KQ2M9XT1Z", "0HX3M6K9B2TQY", "26B", MadeAt.AddDays(-7), "Maria Example", "Berlin, DE", "issued", ["expired"], ["BR", "AR"], 1.84,
            [new DossierSign("places", 1.21, 2), new DossierSign("devices", 0.63, 1)],
            [
                new DossierScan(new DateTimeOffset(2026, 9, 3, 14, 0, 0, TimeSpan.Zero), "BR", "issued", IsOfThePurchase: false), new DossierScan(new DateTimeOffset(2026, 10, 30, 8, 0, 0, TimeSpan.Zero), "PT", "issued", IsOfThePurchase: false),
                new DossierScan(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), "DE", "issued", IsOfThePurchase: true),
            ],
            Scans: 3),
        Correspondence =
        [
            new DossierText("First letter to the seller", "Acme Sport GmbH", MadeAt.AddDays(-11), "A question about your offer of Acme Runner 38 on market.example", "Dear shop-4711,\n\nwe look after Acme Sport GmbH. Please send us the authorization or the invoice.", "Maria Example, brand admin", Decision: null, []),
            new DossierText("Answer of the seller", "the seller, by the link in the letter", MadeAt.AddDays(-8), Subject: null, Chinese, SignedBy: null, "looked at by Maria Example on 2026-11-22: rejected", [7]),
            new DossierText("Answer of the seller", "the seller, by the link in the letter", MadeAt.AddDays(-5), Subject: null, Text: null, SignedBy: null, Decision: null, []),
        ],
        Notices = [new DossierNotice("EU DSA notice (Art. 16)", "market.example", MadeAt.AddDays(-2), "Maria Example", "Peter Zweit", "accepted", MadeAt.AddDays(-1), TakenBackAt: null, Exhibit: null)],
        Steps =
        [
            new DossierStep(1, "contact_seller", "seller_contacted", MadeAt.AddDays(-11), "Maria Example", Reason: null, 101), new DossierStep(2, "reject_proof", "proof_requested", MadeAt.AddDays(-7), "Maria Example", "The invoice names other goods.", 102),
            new DossierStep(3, "complain", "platform_complaint", MadeAt.AddDays(-2), "Maria Example", Reason: null, 103),
        ],
        Proofs = new DossierProofs(
            "trace.example.com/evidence+8bb3d23f+AVz5lXBGvJ1Zb4mAEQ0oq1QSvMd4ZC3F2q6zTVTDqCkp", "trace.example.com/log+12345678+AVz5lXBGvJ1Zb4mAEQ0oq1QSvMd4ZC3F2q6zTVTDqCkp", new Dictionary<long, long> { [101] = 4711, [102] = 4890 }, 1,
            ["freetsa.example", "timestamp.example"], "https://trace.example.com"),
    };

    private static Exhibit File(int number, string title, string type, string extension) => new(
        number, $"files/{number:000}-file.{extension}", title, type, Hash(number), 48_213 + number, "Uploaded by Maria Example as “Anlage.pdf”", _ => throw new InvalidOperationException("Not a picture."));

    private static Exhibit Picture(int number, string title, int width, int height)
    {
        var bytes = Png(width, height);
        return new Exhibit(
            number, $"files/{number:000}-capture.png", title, "image/png", Hash(number), bytes.Length, "Uploaded by Maria Example as “shot.png”", _ => Task.FromResult<Stream>(new MemoryStream(bytes)));
    }

    private static byte[] Png(int width, int height)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        using var bar = new SKPaint { Color = new SKColor(0x2B, 0x6C, 0xB0) };
        using var line = new SKPaint { Color = new SKColor(0xC8, 0xD3, 0xDF) };
        surface.Canvas.DrawRect(0, 0, width, 90, bar);
        for (var y = 130; y < height; y += 46)
            surface.Canvas.DrawRect(40, y, width - 80 - (y * 7 % 400), 20, line);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static string Hash(int number) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number)));
}
