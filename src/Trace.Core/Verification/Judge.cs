using Trace.Core.Codes;
using Trace.Core.Detection;

namespace Trace.Core.Verification;

/// <summary>The answer to a scan.</summary>
public enum Verdict
{
    /// <summary>The brand issued this code, and nothing speaks against it.</summary>
    Issued,

    /// <summary>The brand issued this code, and something asks for care.</summary>
    Caution,

    /// <summary>No brand here issued this code.</summary>
    NotIssued,

    /// <summary>Issued, but not yet recorded as applied to a product.</summary>
    NotActivated,

    Recalled,
    Retired,
}

/// <summary>What the code itself proved.</summary>
public enum SignatureState
{
    Valid,
    Invalid,
    Absent,

    /// <summary>The check characters of a compact code hold; only the server can tell.</summary>
    MacValid,
}

/// <summary>What is known of an issued unit when it is scanned.</summary>
/// <param name="Status">The last report on it.</param>
/// <param name="Expiry">From its batch.</param>
/// <param name="DataMismatch">The code carries a lot or date its batch does not have.</param>
/// <param name="SignatureMissing">A unit of the signed profile was read from a URI without a signature.</param>
/// <param name="Specimen">Its batch is a test batch, or it is a sample.</param>
/// <param name="History">What its scans look like to the one who asks: nothing for a person whom the first object explains.</param>
/// <param name="Blocked">Why every scan of it gets caution: the brand looked into it and decided so.</param>
public readonly record struct UnitFacts(
    UnitStatus Status,
    ExpiryDate? Expiry,
    bool DataMismatch,
    bool SignatureMissing,
    bool Specimen,
    EvidenceKind History = EvidenceKind.None,
    Reason? Blocked = null);

/// <summary>A verdict and every reason that holds, the deciding one first.</summary>
public sealed record Judgement(Verdict Verdict, IReadOnlyList<Reason> Reasons);

/// <summary>Turns facts into a verdict. The order is that of the HTTP contract: the first that holds decides.</summary>
public static class Judge
{
    public static Judgement Issued(UnitFacts facts, DateOnly today)
    {
        var reasons = new List<Reason>(capacity: 2);
        var verdict = Verdict.Issued;

        switch (facts.Status)
        {
            case UnitStatus.Recalled:
                Add(Verdict.Recalled, Reason.Recalled);
                break;
            case UnitStatus.Retired:
                Add(Verdict.Retired, Reason.Retired);
                break;
            case UnitStatus.Spoiled:
                Add(Verdict.Caution, Reason.ReportedSpoiled);
                break;
            case UnitStatus.Unused:
                Add(Verdict.Caution, Reason.ReportedUnused);
                break;
            case UnitStatus.Lost:
                Add(Verdict.Caution, Reason.ReportedLost);
                break;
            case UnitStatus.Stolen:
                Add(Verdict.Caution, Reason.ReportedStolen);
                break;
            case UnitStatus.Created:
                Add(Verdict.NotActivated, Reason.NotActivated);
                break;
        }

        if (facts.Blocked is { } blocked)
            Add(Verdict.Caution, blocked);
        if (facts.History == EvidenceKind.CopiedCode)
            Add(Verdict.Caution, Reason.CopiedCode);
        if (facts.History == EvidenceKind.SharedOnline)
            Add(Verdict.Caution, Reason.SharedOnline);
        if (facts.Expiry is { } expiry && today > expiry.LastDay)
            Add(Verdict.Caution, Reason.Expired(expiry.ToString()));
        if (facts.DataMismatch)
            Add(Verdict.Caution, Reason.DataMismatch);
        if (facts.SignatureMissing)
            Add(Verdict.Caution, Reason.SignatureMissing);
        if (facts.Specimen)
            reasons.Add(Reason.Specimen);
        return new Judgement(verdict, reasons);

        void Add(Verdict decides, Reason reason)
        {
            if (verdict == Verdict.Issued)
                verdict = decides;
            reasons.Add(reason);
        }
    }

    public static Judgement NotIssued(Reason reason) => new(Verdict.NotIssued, [reason]);
}
