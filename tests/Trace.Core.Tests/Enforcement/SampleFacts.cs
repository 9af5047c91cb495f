using Trace.Core.Enforcement;
using Trace.Core.Verification;

namespace Trace.Core.Tests.Enforcement;

/// <summary>Facts with nothing missing, for each claim; a test takes one thing away.</summary>
internal static class SampleFacts
{
    public const string Hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static readonly DateOnly Day = new(2026, 11, 29);

    public static readonly Right Mark = new()
    {
        Kind = RightKind.TradeMark,
        Office = "EUIPO",
        Number = "018000001",
        Title = "ALPENGLUECK",
        Territory = ["EU"],
        Classes = [30],
        From = new(2020, 1, 2),
        Until = new(2030, 1, 1),
    };

    public static readonly Right Photo = new() { Kind = RightKind.Copyright, Office = RightOffice.None, Title = "Packshot 12", Territory = ["EU", "US"], From = new(2024, 5, 1) };

    public static readonly TestPurchase Purchase = new("12-34567-89012", new(2026, 11, 20),
    [
        new("carrier", "Person A", new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero), "Person A"),
        new("Person A", "laboratory", new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero), "Person B"),
    ]);

    public static ClaimFacts Complete(ClaimKind claim) => claim switch
    {
        ClaimKind.Unauthorized => Offer with { SellerListed = false, Grounds = [Statement.LegitimateReason] },
        ClaimKind.Diverted => Offer with { Purchase = Purchase, Unit = new BoughtUnit(Verdict.Issued, [], ["CN"]) },
        ClaimKind.Copied => Offer with { Purchase = Purchase, Unit = new BoughtUnit(Verdict.Caution, ["copied_code"], []) },
        ClaimKind.Counterfeit => Offer with { Purchase = Purchase, Unit = new BoughtUnit(Verdict.NotIssued, ["unknown_serial"], []), Finding = new Finding("Person B", FindingResult.NotOfTheBrand, Hash) },
        _ => throw new ArgumentOutOfRangeException(nameof(claim)),
    };

    private static ClaimFacts Offer => new() { Day = Day, Country = "DE", Rights = [Mark], Captures = [new Capture(Hash, Day)] };

    public static IEnumerable<string> Codes(this IEnumerable<Gap> gaps) => gaps.Select(gap => gap.Code);
}
