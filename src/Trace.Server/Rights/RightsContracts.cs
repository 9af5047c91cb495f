namespace Trace.Server.Rights;

/// <summary>A right as its office has it.</summary>
/// <param name="Kind">trade_mark, design, patent or copyright.</param>
/// <param name="Office">A code of an office we know (EUIPO, EPO, WIPO, BOIP, DPMA, UKIPO, USPTO, USCO, CNIPA, NCAC, JPO), `other`, or `none` for a copyright that is registered nowhere.</param>
/// <param name="Number">As the office writes it; left out for a copyright without office.</param>
/// <param name="Title">The mark, the title of the work, or what the design or patent is of.</param>
/// <param name="Territory">Where it holds: countries (ISO 3166-1 alpha-2), EU, EEA or BX.</param>
/// <param name="Classes">Nice classes of a trade mark, Locarno classes of a design.</param>
/// <param name="From">The first day in force; left out while it is only applied for.</param>
/// <param name="Until">The last day of the present term.</param>
/// <param name="Owner">Whom the office names as its owner, where that is not the brand itself.</param>
public sealed record RightRequest(
    string? Kind,
    string? Office,
    string? Number,
    string? Title,
    IReadOnlyList<string>? Territory,
    IReadOnlyList<int>? Classes = null,
    string? From = null,
    string? Until = null,
    string? Owner = null);

/// <summary>A right, and where it stands today.</summary>
/// <param name="WithdrawnOn">The day it was surrendered, cancelled or declared invalid.</param>
/// <param name="Standing">Today: registered (in force), not_yet, expired or withdrawn.</param>
/// <param name="ExpiresSoon">It is in force, and its term ends within 90 days.</param>
/// <param name="InUse">A case rests on it: it is never removed, and its kind, office and number stay.</param>
public sealed record RightResponse(
    string Id,
    string Kind,
    string Office,
    string? Number,
    string Title,
    IReadOnlyList<string> Territory,
    IReadOnlyList<int> Classes,
    string? From,
    string? Until,
    string? WithdrawnOn,
    string? Owner,
    string Standing,
    bool ExpiresSoon,
    bool InUse,
    DateTimeOffset CreatedAt);

/// <summary>When a right ended.</summary>
/// <param name="On">The day; today if left out.</param>
public sealed record WithdrawRightRequest(string? On = null);

/// <summary>What the law asks of a letter or a notice, as far as our data file knows. It is no legal advice; each line says where it comes from.</summary>
/// <param name="Version">Of the data file; kept with every notice that is checked by it.</param>
public sealed record LegalRequirementsResponse(string Version, IReadOnlyList<LegalRequirement> Lines);

/// <summary>One thing the law asks, or one limit on what may be said.</summary>
/// <param name="Jurisdiction">The country or union whose law it is.</param>
/// <param name="Says">In our words.</param>
/// <param name="Law">The law, or the decision.</param>
/// <param name="Article">Where in it.</param>
/// <param name="Url">Its source.</param>
/// <param name="States">One of these has to be stated; empty where it is only to be read.</param>
/// <param name="ExhaustedIn">Where a first sale with the owner's consent ends the right to oppose resale; empty where it is not about that.</param>
/// <param name="Unverified">Nobody compared the line with its source yet: read the source before relying on it.</param>
public sealed record LegalRequirement(
    string Id,
    string Jurisdiction,
    string Says,
    string Law,
    string Article,
    string Url,
    IReadOnlyList<string> States,
    IReadOnlyList<string> ExhaustedIn,
    bool Unverified);
