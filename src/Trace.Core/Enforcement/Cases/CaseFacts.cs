namespace Trace.Core.Enforcement;

/// <summary>What there is when somebody moves a case.</summary>
public sealed record CaseFacts
{
    public required CaseRole Role { get; init; }

    public required DateOnly Today { get; init; }

    /// <summary>The last day the state we are in waits for; null if it waits for none.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Of <see cref="ClaimRules.MissingToAsk"/>; null if it was not looked at.</summary>
    public IReadOnlyList<Gap>? AskGaps { get; init; }

    /// <summary>Of <see cref="ClaimRules.Missing"/>; null if it was not looked at.</summary>
    public IReadOnlyList<Gap>? ClaimGaps { get; init; }

    /// <summary>Of <see cref="LetterTemplate.Check"/> or <see cref="Notice.Check"/> for what goes out; null if nothing is written.</summary>
    public IReadOnlyList<Gap>? TextGaps { get; init; }

    /// <summary>The person who signed what goes out.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Of <see cref="Acceptance.NeedsSecondPerson"/> for this platform.</summary>
    public bool NeedsSecondPerson { get; init; }

    /// <summary>The other person who agreed to what goes out.</summary>
    public string? SecondPerson { get; init; }

    /// <summary>The person who looked at what the seller sent.</summary>
    public string? ReviewedBy { get; init; }

    /// <summary>What the seller or the platform said is kept with the case.</summary>
    public bool AnswerKept { get; init; }

    public bool DossierKept { get; init; }

    /// <summary>Something went out that was not retracted.</summary>
    public bool SomethingOut { get; init; }

    /// <summary>Why, in the person's own words.</summary>
    public string? Reason { get; init; }
}

/// <summary>What a move needs beside the right state and role.</summary>
public enum CaseNeed
{
    /// <summary>Capture and list of sellers: <see cref="ClaimRules.MissingToAsk"/>.</summary>
    AskEvidence,

    /// <summary>The least evidence of the claim: <see cref="ClaimRules.Missing"/>.</summary>
    ClaimEvidence,

    /// <summary>A complete letter or notice, signed by a person.</summary>
    SignedText,

    /// <summary>A second person, where the platform's record asks for one.</summary>
    SecondPerson,

    /// <summary>A named person looked at the seller's proof.</summary>
    Review,

    /// <summary>The day to wait for is over.</summary>
    TimePassed,

    /// <summary>The answer itself is kept.</summary>
    Answer,

    Dossier,

    /// <summary>There is something to take back.</summary>
    SomethingOut,

    Reason,
}
