using Trace.Core.Enforcement;
using Trace.Core.Verification;
using Trace.Server.Files;

namespace Trace.Server.Purchases;

/// <summary>A test purchase with all that was recorded of it, in the order it was recorded.</summary>
/// <param name="ListingId">The offer that was bought from.</param>
/// <param name="Country">Where it was delivered.</param>
public sealed record Purchase(
    long Id,
    long? ListingId,
    string Platform,
    string? SellerHandle,
    string? Country,
    string? Gtin,
    string OrderNumber,
    decimal? Paid,
    string? Currency,
    DateOnly? OrderedOn,
    DateOnly? ReceivedOn,
    string? Note,
    DateTimeOffset CreatedAt,
    IReadOnlyList<PurchaseEntry> Entries)
{
    /// <summary>As the rules of claims take it.</summary>
    public TestPurchase TestPurchase => new(OrderNumber, ReceivedOn, [.. HandOvers(Entries)]);

    /// <summary>What the last scan said when it was recorded; null as long as nobody scanned the unit.</summary>
    public BoughtUnit? Unit => Entries.LastOrDefault(entry => entry.Kind == PurchaseEntry.Scan)?.Content.Scan is { } scan ? new BoughtUnit(scan.Verdict, scan.Reasons, scan.Markets) : null;

    /// <summary>The last one; null as long as there is none.</summary>
    public Finding? Finding => Entries.LastOrDefault(entry => entry is { Kind: PurchaseEntry.Finding, File: not null }) is { Content.Finding: { } finding, File: { } report }
        ? new Finding(finding.Examiner, finding.Result, report.Sha256)
        : null;

    internal static IEnumerable<HandOver> HandOvers(IEnumerable<PurchaseEntry> entries) =>
        entries.Where(entry => entry.Kind == PurchaseEntry.HandOver).Select(entry => new HandOver(entry.Content.HandOver!.From, entry.Content.HandOver.To, entry.At, entry.Content.HandOver.SignedBy));
}

/// <summary>One thing that was recorded of a purchase. None ever changes.</summary>
/// <param name="Place">In the order of recording, from 0.</param>
/// <param name="At">When it happened, as who recorded it says.</param>
/// <param name="LogRecord">Its record in the transparency log.</param>
public sealed record PurchaseEntry(
    long Place, string Kind, DateTimeOffset At, DateTimeOffset RecordedAt, long RecordedBy, KeptFile? File, PurchaseContent Content, long LogRecord)
{
    public const string Photo = "photo";
    public const string Document = "document";
    public const string Seal = "seal";
    public const string HandOver = "hand_over";
    public const string Scan = "scan";
    public const string Finding = "finding";

    public static readonly IReadOnlyList<string> Kinds = [Photo, Document, Seal, HandOver, Scan, Finding];
}

/// <summary>What an entry says, by its kind; sealed.</summary>
public sealed record PurchaseContent(
    string? Note = null, RecordedSeal? Seal = null, RecordedHandOver? HandOver = null, RecordedScan? Scan = null, RecordedFinding? Finding = null);

/// <summary>A seal on the parcel or the unit, as somebody saw it.</summary>
/// <param name="Number">As it is printed on it.</param>
public sealed record RecordedSeal(string Number, bool Intact);

/// <summary>The parcel went from one to another.</summary>
/// <param name="SignedBy">The name of the person who was signed in, as it was then.</param>
public sealed record RecordedHandOver(string From, string To, string SignedBy);

/// <summary>What the code of the bought unit answered, as it was when this was recorded: later changes of the unit or its batch are not in it.</summary>
/// <param name="Code">What was read; left out if the unit bears no code.</param>
/// <param name="Verdict">Left out if the unit bears no code.</param>
/// <param name="Reasons">Codes of the verdict's reasons.</param>
/// <param name="Markets">What its batch was issued for, ISO 3166-1 alpha-2; empty if that is not recorded.</param>
/// <param name="Scan">The scan it is of, if one was stored.</param>
public sealed record RecordedScan(
    string? Code, Verdict? Verdict, IReadOnlyList<string> Reasons, IReadOnlyList<string> Markets, string? Gtin, string? Serial, string? Batch, string? Scan, DateTimeOffset CheckedAt);

/// <summary>What an examiner concluded; the report is the entry's file.</summary>
/// <param name="Examiner">A person who can be asked about it.</param>
public sealed record RecordedFinding(string Examiner, FindingResult Result);
