using Trace.Core.Enforcement;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Purchases;
using Trace.Server.Rights;
using Trace.Server.Sellers;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>What a case rests on, as the other slices have it at this moment.</summary>
/// <param name="Facts">For the rules.</param>
/// <param name="ProductName">Of the first product.</param>
/// <param name="Files">SHA-256 of certificates and powers of attorney, by id.</param>
public sealed record CaseBasis(
    ClaimFacts Facts,
    IReadOnlyList<RegisteredRight> Rights,
    IReadOnlyList<Listing> Listings,
    IReadOnlyList<ListingCapture> Captures,
    Purchase? Purchase,
    SellerCheck? Seller,
    string? ProductName,
    IReadOnlyDictionary<long, string> Files,
    bool DossierKept)
{
    public IEnumerable<string> Urls => Listings.Select(listing => listing.Url);

    /// <summary>The day of the newest capture.</summary>
    public DateOnly? SeenOn => Captures.Count == 0 ? null : Captures.Max(capture => DayOf(capture.TakenAt));

    public string? HashOf(long? file) => file is { } id ? Files.GetValueOrDefault(id) : null;

    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}

/// <summary>Reads rights, sellers, listings, captures and test purchases for a case, each from the slice that has it, and tells them that a case needs them.</summary>
public sealed class CaseSources(KeptFiles files, BrandRights rights, AuthorizedSellers sellers, BrandListings listings, BrandPurchases purchases)
{
    public async Task<CaseBasis> LoadAsync(Session session, CaseParts parts, CaseWords words, CaseSeller seller, DateOnly today)
    {
        var (row, brandId) = (parts.Row, parts.Row.BrandId);
        var held = await BrandRights.FindAsync(session, brandId, parts.Subjects.Rights);
        var (offers, captures) = (new List<Listing>(), new List<ListingCapture>());
        foreach (var id in parts.Subjects.Listings)
        {
            if (await listings.FindAsync(brandId, id) is not { } listing)
                continue;
            offers.Add(listing);
            captures.AddRange(await listings.CapturesAsync(brandId, id));
        }

        var purchase = row.PurchaseId is { } bought ? await purchases.FindAsync(brandId, bought) : null;
        var product = parts.Subjects.Gtins.Count > 0 ? await ProductsStore.FindAsync(session, brandId, parts.Subjects.Gtins[0]) : null;
        var check = await LookAsync(row, parts.Subjects, seller, today);
        var facts = new ClaimFacts
        {
            Day = today,
            Country = row.Country,
            Rights = [.. held.Select(right => right.Right)],
            Captures = [.. captures.Select(capture => new Capture(capture.File.Sha256, CaseBasis.DayOf(capture.TakenAt)))],
            SellerListed = check?.Listed,
            Purchase = purchase?.TestPurchase,
            Unit = purchase?.Unit,
            Finding = purchase?.Finding,
            Comparison = words is { ComparedBy: { } by, Original: { } original } ? new Comparison(by, original) : null,
            Grounds = row.GroundList,
        };
        return new CaseBasis(facts, held, offers, captures, purchase, check, product?.Name, await HashesAsync(session, brandId, held), row.DossierAt != null);
    }

    /// <summary>Platform, country, product and seller of the first listing, where the request leaves them out.</summary>
    public async Task<Outcome<CaseEntry>> CompleteAsync(Session session, long brandId, CaseEntry entry)
    {
        if (await ProblemAsync(session, brandId, entry) is { } problem)
            return problem;
        if (entry.Listings is not [var first, ..] || await listings.FindAsync(brandId, first) is not { } listing)
            return entry;
        return entry with
        {
            Platform = entry.Platform ?? listing.Platform,
            Country = entry.Country ?? listing.Country,
            Gtins = entry.Gtins ?? (listing.Gtin == null ? null : [listing.Gtin]),
            Seller = (entry.Seller ?? new SellerContact(Name: null, Handle: null, Shop: null, Email: null)) with { Handle = entry.Seller?.Handle ?? listing.SellerHandle },
        };
    }

    /// <summary>What a case names is the brand's.</summary>
    public async Task<Failure?> ProblemAsync(Session session, long brandId, CaseEntry entry)
    {
        foreach (var gtin in entry.Gtins ?? [])
        {
            if (await ProductsStore.FindAsync(session, brandId, gtin) == null)
                return new Failure("invalid_case", $"This brand has no product with GTIN {gtin}.");
        }

        foreach (var id in entry.Listings ?? [])
        {
            if (await listings.FindAsync(brandId, id) == null)
                return new Failure("invalid_case", $"There is no listing {PublicId.Format(id)}.");
        }

        return entry.Purchase is { } purchase && await purchases.FindAsync(brandId, purchase) == null
            ? new Failure("invalid_case", $"There is no test purchase {PublicId.Format(purchase)}.")
            : null;
    }

    /// <summary>From now on an open case needs these, and no longer those: what a case needs stays.</summary>
    public async Task<Failure?> HoldAsync(Session session, long brandId, CaseNeeds before, CaseNeeds after)
    {
        if (after.Rights.Count > 0 && !await rights.UseAsync(session, brandId, after.Rights))
            return new Failure("invalid_case", "`rights` are ids of rights in the register.");
        foreach (var id in after.Listings.Except(before.Listings))
            await listings.HoldAsync(session, brandId, id);
        foreach (var id in before.Listings.Except(after.Listings))
            await listings.ReleaseAsync(session, brandId, id);
        if (before.Purchase == after.Purchase)
            return null;
        if (after.Purchase is { } bought)
            await purchases.HoldAsync(session, brandId, bought);
        if (before.Purchase is { } earlier)
            await purchases.ReleaseAsync(session, brandId, earlier);
        return null;
    }

    /// <summary>Null where nothing is known of the seller that could be looked for.</summary>
    private async Task<SellerCheck?> LookAsync(CaseRow row, CaseSubjects subjects, CaseSeller seller, DateOnly today) => seller is { Handle: null, Shop: null }
        ? null
        : await sellers.LookAsync(row.BrandId, new SellerQuery(row.Platform, seller.Handle, seller.Shop, subjects.Gtins.Count > 0 ? subjects.Gtins[0] : null, row.Country), today);

    private async Task<Dictionary<long, string>> HashesAsync(Session session, long brandId, IEnumerable<RegisteredRight> held)
    {
        var hashes = new Dictionary<long, string>();
        foreach (var id in held.SelectMany(right => new[] { right.CertificateFile, right.PowerOfAttorneyFile }).OfType<long>().Distinct())
        {
            if (await files.FindAsync(session, brandId, id) is { } file)
                hashes[id] = file.Sha256;
        }

        return hashes;
    }
}

/// <summary>What an open case needs of other slices.</summary>
public sealed record CaseNeeds(IReadOnlyList<long> Rights, IReadOnlyList<long> Listings, long? Purchase)
{
    public static readonly CaseNeeds None = new([], [], Purchase: null);

    public static CaseNeeds Of(CaseRow row, CaseSubjects subjects) => row.State == "closed" ? None : new CaseNeeds(subjects.Rights, subjects.Listings, row.PurchaseId);
}
