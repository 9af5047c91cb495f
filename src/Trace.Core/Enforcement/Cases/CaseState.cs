namespace Trace.Core.Enforcement;

/// <summary>Where a case stands.</summary>
public enum CaseState
{
    /// <summary>Nothing has left the house.</summary>
    Draft,

    /// <summary>The first letter is out.</summary>
    SellerContacted,

    /// <summary>Proof of authorization was asked for once more, or what came was not enough.</summary>
    ProofRequested,

    /// <summary>The time for an answer has passed without one.</summary>
    NoAnswer,

    /// <summary>The seller answered that no proof will come.</summary>
    Refused,

    /// <summary>A notice is with the platform.</summary>
    PlatformComplaint,

    /// <summary>The platform took the offer down.</summary>
    Removed,

    RefusedByPlatform,

    /// <summary>The seller objected to the notice.</summary>
    CounterNotice,

    /// <summary>A lawyer has the dossier.</summary>
    Legal,

    Closed,
}

/// <summary>A step of a case.</summary>
public enum CaseMove
{
    ContactSeller,
    RequestProof,

    /// <summary>A named person looked at what the seller sent and asks for more; the case stays open to the next proof.</summary>
    RejectProof,

    /// <summary>A named person looked at what the seller sent and it is enough: authorized, so closed.</summary>
    AcceptProof,

    RecordNoAnswer,
    RecordRefusal,

    /// <summary>An answer came after all.</summary>
    RecordLateAnswer,

    Complain,
    RecordRemoval,
    RecordPlatformRefusal,
    RecordCounterNotice,
    GoLegal,
    Close,

    /// <summary>Takes back what went out, tells everybody it went to, and closes.</summary>
    Retract,

    Reopen,
}

/// <summary>Who may move a case; the roles of the deployment that work on cases.</summary>
public enum CaseRole
{
    Inspector,
    BrandAdmin,
}
