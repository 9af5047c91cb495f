using Trace.Core.Enforcement;

namespace Trace.Server.Cases;

/// <summary>A case with all it rests on, opened: what letters, notices and moves are made of.</summary>
public sealed record CaseContext(CaseParts Parts, CaseWords Words, CaseSeller Seller, CaseBasis Basis, string Brand, string PublicUrl, DateOnly Today)
{
    public CaseRow Row => Parts.Row;

    /// <summary>What went out and was not taken back, the oldest first.</summary>
    public IEnumerable<TextRow> Out => Parts.Texts.Where(text => text.IsOut);

    /// <summary>The last notice that is with the platform.</summary>
    public TextRow? LastNotice => Out.LastOrDefault(text => text.IsNotice);

    public IReadOnlyList<Gap> AskGaps => ClaimRules.MissingToAsk(Basis.Facts);

    public IReadOnlyList<Gap> ClaimGaps(ClaimKind claim) => ClaimRules.Missing(claim, Basis.Facts, LegalRequirements.Current);

    /// <summary>The day the first letter went out.</summary>
    public DateOnly? FirstLetterOn => Parts.Texts.FirstOrDefault(text => text is { SentAt: not null, Kind: "first_letter" }) is { SentAt: { } at } ? DayOf(at) : null;

    public static DateOnly DayOf(long at) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime);
}
