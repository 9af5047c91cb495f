using System.Globalization;
using System.Text.RegularExpressions;
using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Brands;
using Trace.Server.Cases;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Purchases;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Dossiers;

/// <summary>A case as its dossier has it: what the other slices hold at this moment, in plain values.</summary>
internal sealed partial class CaseDossier(CaseFile file, Session session, KeptFiles files)
{
    private const string LetterHasLink = "holds the seller's own link to answer; its text stands in section 7 without the link";

    private readonly ExhibitList _exhibits = new(files, session, file.Case.BrandId);
    private readonly Dictionary<long, string?> _names = [];

    /// <param name="story">Of the bought unit; null if there is none, or it is not the brand's.</param>
    public async Task<DossierContent> ReadAsync(UnitStory? story, Caller caller, DateTimeOffset now)
    {
        // In this order the exhibits are numbered.
        var listings = new List<DossierListing>();
        foreach (var listing in file.Basis.Listings)
            listings.Add(await ReadAsync(listing));
        var rights = new List<DossierRight>();
        foreach (var right in file.Basis.Rights)
        {
            rights.Add(new DossierRight(
                right.Right,
                right.Right.On(DateOnly.FromDateTime(now.UtcDateTime)),
                await _exhibits.AddAsync(right.CertificateFile, $"Certificate of {right.Right.Title}", "From the brand's register of rights"),
                await _exhibits.AddAsync(right.PowerOfAttorneyFile, $"Power of attorney for {right.Right.Title}", "From the brand's register of rights")));
        }

        var purchase = file.Basis.Purchase is { } bought ? await ReadAsync(bought) : null;
        var correspondence = await CorrespondenceAsync();
        var notices = await NoticesAsync();
        return new DossierContent
        {
            Cover = new DossierCover(
                file.Case.Reference, file.Case.ClaimKind, file.Case.Country, file.Case.Platform, file.Case.State, file.Brand, await ProductsAsync(), file.Case.GroundList, now,
                await NameAsync(caller.Id) ?? "an account that is gone"),
            Exhibits = _exhibits.Exhibits,
            LeftOut = _exhibits.LeftOut,
            Rights = rights,
            Seller = file.Seller.IsEmpty && file.Basis.Seller == null ? null : new DossierSeller(
                file.Seller.Name, file.Seller.Handle, file.Seller.Shop, file.Basis.Seller?.Listed, file.Basis.Seller is { } check ? DateOnly.FromDateTime(check.CheckedAt.UtcDateTime) : null),
            Listings = listings,
            Purchase = purchase,
            Unit = file.Basis.Purchase is { } test ? await CaseDossierUnit.ReadAsync(test, story, NameAsync) : null,
            Correspondence = correspondence,
            Notices = notices,
            Steps = [.. file.Steps.Select(step => new DossierStep(
                step.Row.Number, step.Row.Move, step.Row.ToState, Time(step.Row.MovedAt), step.Words.By, step.Words.Reason, step.Row.RecordId))],
        };
    }

    /// <summary>Who an account is, as the brand keeps it; null for the server itself.</summary>
    private async Task<string?> NameAsync(long id)
    {
        if (id == 0)
            return null;
        if (!_names.TryGetValue(id, out var name))
        {
            name = await AccountsStore.FindAsync(session, file.Case.BrandId, id) is { } account ? account.Name : $"API key or removed account {PublicId.Format(id)}";
            _names.Add(id, name);
        }

        return name;
    }

    private async Task<IReadOnlyList<string>> ProductsAsync()
    {
        var products = new List<string>();
        foreach (var gtin in file.Subjects.Gtins)
            products.Add(await ProductsStore.FindAsync(session, file.Case.BrandId, gtin) is { } product ? $"{gtin} {product.Name}" : gtin);
        return products;
    }

    private async Task<DossierListing> ReadAsync(Listing listing)
    {
        var captures = new List<DossierCapture>();
        foreach (var capture in file.Basis.Captures.Where(capture => capture.ListingId == listing.Id))
        {
            var by = await NameAsync(capture.AddedBy);
            var number = await _exhibits.AddAsync(capture.File.Id, $"Capture of the offer ({capture.Kind})", $"Uploaded by {by ?? "the server"}");
            captures.Add(new DossierCapture(number, capture.Kind, capture.File.Sha256, capture.TakenAt, capture.AddedAt, by, capture.Note));
        }

        return new DossierListing(
            listing.Url, listing.Platform, listing.SellerHandle, listing.Country, listing.Gtin, Price(listing.Price, listing.Currency), listing.Quantity, listing.ClaimedOrigin, listing.CreatedAt, captures);
    }

    private async Task<DossierPurchase> ReadAsync(Purchase purchase)
    {
        var (hands, seals, photos) = (new List<DossierHandOver>(), new List<DossierSeal>(), new List<int>());
        DossierFinding? finding = null;
        foreach (var entry in purchase.Entries)
        {
            var by = await NameAsync(entry.RecordedBy);
            var number = await _exhibits.AddAsync(entry.File?.Id, $"{TitleOf(entry)} of the test purchase", $"Uploaded by {by ?? "the server"}");
            if (entry.Content.HandOver is { } hand)
                hands.Add(new DossierHandOver(hand.From, hand.To, entry.At, hand.SignedBy, entry.Content.Note, number));
            if (entry.Content.Seal is { } seal)
                seals.Add(new DossierSeal(seal.Number, $"{(seal.Intact ? "intact" : "not intact")}{(entry.Content.Note is { } note ? $": {note}" : "")}", entry.At, by));
            if (entry.Content.Finding is { } found)
                finding = new DossierFinding(found.Examiner, found.Result, DateOnly.FromDateTime(entry.At.UtcDateTime), entry.Content.Note, number);
            else if (number is { } photo)
                photos.Add(photo);
        }

        return new DossierPurchase(
            purchase.OrderNumber, purchase.OrderedOn, purchase.ReceivedOn, Price(purchase.Paid, purchase.Currency), Carrier: null, Tracking: null, hands, seals, photos, finding);
    }

    private async Task<IReadOnlyList<DossierText>> CorrespondenceAsync()
    {
        var texts = new List<DossierText>();
        foreach (var (row, content) in file.Texts.Where(text => text.Row is { SentAt: not null, IsNotice: false }))
        {
            var hasLink = content.Body is { } body && ReplyLink().IsMatch(body);
            var number = await _exhibits.AddAsync(row.FileId, $"{Title(row.Kind)} as it went out", "Made by this service", hasLink ? LetterHasLink : null);
            var signer = content.Signer == null ? null : content.SignerRole == null ? content.Signer : $"{content.Signer}, {DossierWords.Plain(content.SignerRole)}";
            texts.Add(new DossierText(
                Title(row.Kind), file.Brand, Time(row.SentAt!.Value), content.Subject, content.Body == null ? null : ReplyLink().Replace(content.Body, "(the link by which the seller answers)"), signer,
                row.TakenBackAt is { } back ? $"taken back {DossierWords.Time(Time(back))}" : null, number is { } sent ? [sent] : []));
        }

        foreach (var (row, words) in file.Answers)
        {
            var numbers = new List<int>();
            foreach (var id in row.FileIds)
            {
                if (await _exhibits.AddAsync(id, $"Sent by the {row.Sender}", $"Received {(row.ArrivedBy == AnswerRow.Link ? "by the link in the letter" : "and recorded by the brand")}") is { } number)
                    numbers.Add(number);
            }

            string?[] said = [words.Kind is { } kind ? $"Said to be: {DossierWords.Plain(kind)}" : null, words.Message, words.Source is { } source ? $"Named as supplier: {source}" : null];
            var text = row.Words == null ? null : string.Join("\n", said.OfType<string>());
            var decision = row.Decision is { } made
                ? $"{made}{(row.ReviewedBy is { } reviewer ? $" by {await NameAsync(reviewer)}" : "")}{(row.ReviewedAt is { } at ? $", {DossierWords.Time(Time(at))}" : "")}"
                : null;
            texts.Add(new DossierText(
                $"Answer of the {row.Sender}", row.ArrivedBy == AnswerRow.Link ? $"the {row.Sender}, by the link in the letter" : $"the {row.Sender}, recorded by the brand", Time(row.ReceivedAt), Subject: null, text,
                SignedBy: null, decision, numbers));
        }

        return [.. texts.OrderBy(text => text.At)];
    }

    private async Task<IReadOnlyList<DossierNotice>> NoticesAsync()
    {
        var notices = new List<DossierNotice>();
        foreach (var (row, content) in file.Texts.Where(text => text.Row is { SentAt: not null, IsNotice: true }))
        {
            var form = row.Form is { } id && NoticeForms.Current.Find(id) is { } known ? known.Name : row.Form ?? "notice";
            var number = await _exhibits.AddAsync(row.FileId, $"Notice as it went out ({form})", "Made by this service");
            notices.Add(new DossierNotice(
                form, row.Platform, Time(row.SentAt!.Value), content.Signer, content.Second, row.Outcome, row.OutcomeAt is { } at ? Time(at) : null, row.TakenBackAt is { } back ? Time(back) : null, number));
        }

        return notices;
    }

    private static string TitleOf(PurchaseEntry entry) => entry.Kind switch
    {
        PurchaseEntry.Photo => entry.Content.Note is { } note ? $"Photo ({note})" : "Photo",
        PurchaseEntry.Finding => "Report of the examiner",
        PurchaseEntry.HandOver => "Picture of a hand-over",
        PurchaseEntry.Seal => "Picture of a seal",
        _ => "Document",
    };

    private static string Title(string word) => string.Create(word.Length, word, (letters, source) =>
    {
        DossierWords.Plain(source).CopyTo(letters);
        letters[0] = char.ToUpperInvariant(letters[0]);
    });

    private static string? Price(decimal? amount, string? currency) => amount is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value} {currency}") : null;

    private static DateTimeOffset Time(long at) => DateTimeOffset.FromUnixTimeMilliseconds(at);

    /// <summary>A link of <see cref="CaseSending.ReplyPath"/>: whoever has it answers as the seller.</summary>
    [GeneratedRegex("\\S*/reply/\\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ReplyLink();
}
