using Trace.Core.Enforcement;

namespace Trace.Server.Dossiers;

/// <summary>All that a dossier says, in plain values: what it is made of is a mapping of a case, and what it looks like is <see cref="DossierPdf"/>.</summary>
/// <remarks>
/// Of consumers there is nothing in it that could be a person: scans have no device, no network, no position but a country, and a time to the hour. Of the seller there is what the case
/// file holds, and what was erased there is not here.
/// </remarks>
public sealed record DossierContent
{
    public required DossierCover Cover { get; init; }

    /// <summary>The files of the pack, by number.</summary>
    public IReadOnlyList<Exhibit> Exhibits { get; init; } = [];

    /// <summary>Files that the case names and the pack does not hold, with the reason.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; init; } = [];

    public IReadOnlyList<DossierRight> Rights { get; init; } = [];

    public DossierSeller? Seller { get; init; }

    public IReadOnlyList<DossierListing> Listings { get; init; } = [];

    public DossierPurchase? Purchase { get; init; }

    public DossierUnit? Unit { get; init; }

    /// <summary>Letters and answers, the oldest first.</summary>
    public IReadOnlyList<DossierText> Correspondence { get; init; } = [];

    public IReadOnlyList<DossierNotice> Notices { get; init; } = [];

    public IReadOnlyList<DossierStep> Steps { get; init; } = [];

    public DossierProofs Proofs { get; init; } = DossierProofs.None;
}

/// <param name="Reference">What people call the case.</param>
/// <param name="Claim">A word of <see cref="ClaimKind"/>: what the brand claims, which nobody has decided by that.</param>
/// <param name="Grounds">Words of <see cref="Statement.Grounds"/> that a person stated.</param>
/// <param name="MadeBy">The person's name, as the brand keeps it.</param>
public sealed record DossierCover(
    string Reference, ClaimKind Claim, string Country, string Platform, string State, string Brand, IReadOnlyList<string> Products, IReadOnlyList<string> Grounds, DateTimeOffset MadeAt, string MadeBy);

/// <summary>A file of the pack.</summary>
/// <param name="Number">1, 2, 3, …, by which the dossier speaks of it.</param>
/// <param name="Name">In the pack.</param>
/// <param name="Title">What it is.</param>
/// <param name="Source">Where it is from, in words, and what it was called there.</param>
/// <param name="Open">Its bytes; may be called several times.</param>
public sealed record Exhibit(int Number, string Name, string Title, string MediaType, string Sha256, long SizeBytes, string Source, Func<CancellationToken, Task<Stream>> Open)
{
    public bool IsPicture => MediaType is "image/png" or "image/jpeg" or "image/webp";
}

/// <param name="Sha256">Null when the bytes are gone.</param>
public sealed record LeftOut(string Title, string? Sha256, long SizeBytes, string Reason);

/// <param name="Certificate">Number of the exhibit.</param>
/// <param name="PowerOfAttorney">Number of the exhibit.</param>
public sealed record DossierRight(Right Right, RightStanding StandingOn, int? Certificate, int? PowerOfAttorney);

/// <summary>As far as it is known.</summary>
/// <param name="ListedOn">The list of authorized sellers, looked at on that day; null if nobody looked.</param>
public sealed record DossierSeller(string? Name, string? Handle, string? Shop, bool? Listed, DateOnly? ListedOn);

public sealed record DossierListing(
    string Url, string Platform, string? SellerHandle, string? Country, string? Gtin, string? Price, long? Quantity, string? ClaimedOrigin, DateTimeOffset RecordedAt, IReadOnlyList<DossierCapture> Captures);

/// <param name="Exhibit">Its number; null when it is not in the pack.</param>
/// <param name="TakenAt">As the person who took it says.</param>
/// <param name="ArrivedAt">When this server had it, and hashed it.</param>
public sealed record DossierCapture(int? Exhibit, string Kind, string Sha256, DateTimeOffset TakenAt, DateTimeOffset ArrivedAt, string? By, string? Note);

/// <param name="Photos">Numbers of exhibits.</param>
public sealed record DossierPurchase(
    string OrderNumber, DateOnly? OrderedOn, DateOnly? ReceivedOn, string? Price, string? Carrier, string? Tracking, IReadOnlyList<DossierHandOver> HandOvers, IReadOnlyList<DossierSeal> Seals,
    IReadOnlyList<int> Photos, DossierFinding? Finding);

/// <param name="SignedBy">Null when nobody did.</param>
public sealed record DossierHandOver(string From, string To, DateTimeOffset At, string? SignedBy, string? Note, int? Exhibit);

public sealed record DossierSeal(string Number, string What, DateTimeOffset At, string? By);

/// <param name="Report">Number of the exhibit.</param>
public sealed record DossierFinding(string Examiner, FindingResult Result, DateOnly? On, string? Words, int? Report);

/// <summary>The unit that was bought, and what its code says.</summary>
/// <param name="Verdict">Of the scan of the purchase, at that time; null if the unit bears no code of ours.</param>
/// <param name="Place">Where the brand's own person scanned it; the only place in a dossier that is more than a country.</param>
/// <param name="Markets">What its batch was issued for.</param>
/// <param name="History">Scans of anybody, the oldest first.</param>
public sealed record DossierUnit(
    string? Code, string? Gtin, string? Serial, string? Batch, string? Lot, DateTimeOffset? ScannedAt, string? ScannedBy, string? Place, string? Verdict, IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Markets, double? Score, IReadOnlyList<DossierSign> Signs, IReadOnlyList<DossierScan> History, long Scans);

/// <summary>A part of the score of the detector.</summary>
/// <param name="Weight">What it adds, a natural logarithm.</param>
public sealed record DossierSign(string Kind, double Weight, int Scans);

/// <param name="Hour">Its beginning: more would say more of a person than of the unit.</param>
public sealed record DossierScan(DateTimeOffset Hour, string? Country, string Verdict, bool IsOfThePurchase);

/// <summary>A letter, or an answer to one.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="From">Who it is from, in words.</param>
/// <param name="Text">Null once it was erased.</param>
/// <param name="Exhibits">Numbers of the files with it.</param>
public sealed record DossierText(string Kind, string From, DateTimeOffset At, string? Subject, string? Text, string? SignedBy, string? Decision, IReadOnlyList<int> Exhibits);

/// <param name="Outcome">As the platform decided, in words; null while it did not.</param>
public sealed record DossierNotice(
    string Form, string Platform, DateTimeOffset SentAt, string? SignedBy, string? SecondPerson, string? Outcome, DateTimeOffset? OutcomeAt, DateTimeOffset? TakenBackAt, int? Exhibit);

/// <param name="RecordId">Of its record in the log; null if it has none.</param>
public sealed record DossierStep(long Number, string Move, string State, DateTimeOffset At, string? By, string? Reason, long? RecordId);

/// <summary>What shows from outside that it was so at its time.</summary>
/// <param name="Log">Verifier key of the log; null if no record is in the pack.</param>
/// <param name="Entries">Index in the log by id of record.</param>
/// <param name="Waiting">Records of the case that no published checkpoint held when the pack was made, or that are of an earlier log.</param>
/// <param name="Signer">Verifier key that signs the pack.</param>
/// <param name="Authorities">That are asked for a timestamp, by host.</param>
public sealed record DossierProofs(string Signer, string? Log, IReadOnlyDictionary<long, long> Entries, int Waiting, IReadOnlyList<string> Authorities, string KeysAt)
{
    public static DossierProofs None { get; } = new("", Log: null, new Dictionary<long, long>(), 0, [], "");
}
