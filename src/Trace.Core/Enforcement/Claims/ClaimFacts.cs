using Trace.Core.Verification;

namespace Trace.Core.Enforcement;

/// <summary>All that a claim may rest on, as it stands on a day.</summary>
public sealed record ClaimFacts
{
    public required DateOnly Day { get; init; }

    /// <summary>Where the goods are offered or were sold.</summary>
    public required string Country { get; init; }

    /// <summary>The rights the claim relies on; leave out those it does not.</summary>
    public IReadOnlyList<Right> Rights { get; init; } = [];

    public IReadOnlyList<Capture> Captures { get; init; } = [];

    /// <summary>Whether the seller was on the list of authorized sellers on that day; null if nobody looked.</summary>
    public bool? SellerListed { get; init; }

    public TestPurchase? Purchase { get; init; }

    /// <summary>The scan of what was bought.</summary>
    public BoughtUnit? Unit { get; init; }

    public Finding? Finding { get; init; }

    public Comparison? Comparison { get; init; }

    /// <summary>Why resale can be opposed, of <see cref="Statement.Grounds"/>; a person states them and has to be able to show them.</summary>
    public IReadOnlyList<string> Grounds { get; init; } = [];
}

/// <summary>A capture of the offer.</summary>
/// <param name="Sha256">Of its bytes at arrival, 64 hexadecimal digits.</param>
public sealed record Capture(string Sha256, DateOnly TakenOn);

/// <summary>What the scan of a bought unit said.</summary>
/// <param name="Verdict">Null if the unit bears no code of ours at all.</param>
/// <param name="ReasonCodes">Of the verdict.</param>
/// <param name="Markets">What its batch was issued for; empty if that is not recorded.</param>
public sealed record BoughtUnit(Verdict? Verdict, IReadOnlyList<string> ReasonCodes, IReadOnlyList<string> Markets)
{
    /// <summary>Signs that the code may be on something the brand did not put it on. A label that expired, was recalled or is a specimen is still the brand's.</summary>
    private static readonly string[] Doubts =
    [
        "copied_code", "not_activated", "retired", "reported_spoiled", "reported_unused", "reported_lost", "reported_stolen", "key_revoked", "signature_missing", "data_mismatch",
    ];

    /// <summary>The brand issued the code, and nothing says that something else carries it: the unit speaks against a claim that it is not the brand's.</summary>
    public bool AnswersAsTheBrands => Issued && !ReasonCodes.Intersect(Doubts, StringComparer.Ordinal).Any();

    /// <summary>The code is not one the brand issued, or more than one product carries it.</summary>
    public bool CodeCopied => Verdict == Verification.Verdict.NotIssued || ReasonCodes.Contains("copied_code", StringComparer.Ordinal);

    public bool Issued => Verdict is not (null or Verification.Verdict.NotIssued);
}

/// <summary>What an examiner concluded.</summary>
public enum FindingResult
{
    /// <summary>Made neither by nor for the brand.</summary>
    NotOfTheBrand,

    OfTheBrand,

    Undecided,
}

/// <summary>An examiner's finding on the bought unit.</summary>
/// <param name="Examiner">A person who can be asked about it.</param>
/// <param name="Report">SHA-256 of the report, 64 hexadecimal digits.</param>
public sealed record Finding(string Examiner, FindingResult Result, string Report);

/// <summary>A comparison of the offer with the work or design.</summary>
/// <param name="ComparedBy">A person who can be asked about it.</param>
/// <param name="Original">What was compared with: the title or place of the work or design.</param>
public sealed record Comparison(string ComparedBy, string Original);
