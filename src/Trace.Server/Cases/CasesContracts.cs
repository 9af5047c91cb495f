using Trace.Core.Enforcement;

namespace Trace.Server.Cases;

/// <summary>Who offers it, as far as it is known. Personal data: kept for this case alone.</summary>
/// <param name="Name">As letters address it.</param>
/// <param name="Handle">On the platform.</param>
/// <param name="Shop">Address or domain of the shop.</param>
/// <param name="Email">To inspectors and brand_admins alone.</param>
public sealed record SellerContact(string? Name, string? Handle, string? Shop, string? Email);

/// <summary>A comparison of the offer with the work or design it rests on.</summary>
/// <param name="ComparedBy">A person who can be asked about it.</param>
/// <param name="Original">What it was compared with: its title or place.</param>
public sealed record ComparisonStatement(string? ComparedBy, string? Original);

/// <summary>A new case. What is left out is taken from the first listing, where it has it.</summary>
/// <param name="Claim">unauthorized, diverted, copied or counterfeit: each rests on evidence of its own.</param>
/// <param name="Country">Where the goods are offered, ISO 3166-1 alpha-2.</param>
/// <param name="Platform">Such as ebay, amazon, alibaba, or the domain of a shop.</param>
/// <param name="Language">Of letters: en, de or zh.</param>
/// <param name="Purchase">The test purchase.</param>
/// <param name="Grounds">Why resale can be opposed.</param>
public sealed record CreateCaseRequest(
    string? Claim,
    string? Country,
    string? Platform,
    string? Language = null,
    IReadOnlyList<string>? Gtins = null,
    IReadOnlyList<string>? Listings = null,
    IReadOnlyList<string>? Rights = null,
    string? Purchase = null,
    IReadOnlyList<string>? Grounds = null,
    ComparisonStatement? Comparison = null,
    SellerContact? Seller = null,
    string? Note = null);

/// <summary>What a case is about; what is left out stays. Lists are given whole; an empty purchase, or an empty text in seller or comparison, removes it.</summary>
/// <inheritdoc cref="CreateCaseRequest"/>
public sealed record UpdateCaseRequest(
    string? Claim = null,
    string? Country = null,
    string? Platform = null,
    string? Language = null,
    IReadOnlyList<string>? Gtins = null,
    IReadOnlyList<string>? Listings = null,
    IReadOnlyList<string>? Rights = null,
    string? Purchase = null,
    IReadOnlyList<string>? Grounds = null,
    ComparisonStatement? Comparison = null,
    SellerContact? Seller = null,
    string? Note = null);

/// <summary>Who works on it; nobody if it is left out.</summary>
public sealed record AssignCaseRequest(string? Account = null);

/// <summary>Where a case stands.</summary>
/// <param name="Reference">What people call it.</param>
/// <param name="LastMove">The move that led to the state; left out for a new case.</param>
/// <param name="Due">The last day the state waits for.</param>
/// <param name="Overdue">That day is over.</param>
/// <param name="Steps">How many steps it made; a move says which it saw.</param>
/// <param name="Seller">What the seller is called, as far as it is known.</param>
public sealed record CaseResponse(
    string Id,
    string Reference,
    string Claim,
    string Country,
    string Platform,
    string Language,
    string State,
    string? LastMove,
    string? Due,
    bool Overdue,
    long Steps,
    string? Assignee,
    string? Seller,
    DateTimeOffset CreatedAt,
    DateTimeOffset MovedAt,
    DateTimeOffset? ClosedAt);

/// <summary>A case with what it is about and what was done.</summary>
public sealed record CaseDetail(
    CaseResponse Case,
    SellerContact Seller,
    IReadOnlyList<string> Gtins,
    IReadOnlyList<string> Listings,
    IReadOnlyList<string> Rights,
    string? Purchase,
    IReadOnlyList<string> Grounds,
    ComparisonStatement? Comparison,
    string? Note,
    IReadOnlyList<TextSummary> Texts,
    IReadOnlyList<AnswerResponse> Answers,
    IReadOnlyList<ReplyLinkResponse> ReplyLinks,
    IReadOnlyList<StepResponse> Steps);

/// <summary>A step of a case.</summary>
/// <param name="By">The account or API key; left out for the server itself.</param>
/// <param name="ByName">The name of the person at that time.</param>
/// <param name="Record">Its entry in the transparency log.</param>
public sealed record StepResponse(
    long Number, string Move, string From, string To, DateTimeOffset MovedAt, string? By, string? ByName, string? Reason, string? Due, string? Record);

/// <summary>A link by which the seller may answer.</summary>
/// <param name="Text">The letter it stands in.</param>
/// <param name="Status">open, used, closed or expired.</param>
public sealed record ReplyLinkResponse(string Id, string Text, string Status, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary>What keeps a claim or a move from going on, shown before anybody tries.</summary>
/// <param name="Ask">Before the seller is asked.</param>
/// <param name="Claims">Of every claim, not only that of the case.</param>
/// <param name="Moves">Of every move that the state has.</param>
public sealed record CaseMissing(IReadOnlyList<Gap> Ask, IReadOnlyList<ClaimMissing> Claims, IReadOnlyList<MoveMissing> Moves, bool NeedsSecondPerson);

public sealed record ClaimMissing(string Claim, IReadOnlyList<Gap> Missing);

/// <summary>A move from where the case stands.</summary>
/// <param name="To">The state it leads to.</param>
/// <param name="Needs">Words for what it needs, such as signed_text.</param>
/// <param name="Person">A signed-in person has to do it.</param>
/// <param name="Missing">What is not there yet. What comes with the move itself, such as the reason, is not counted.</param>
public sealed record MoveMissing(string Move, string To, IReadOnlyList<string> Needs, bool Person, IReadOnlyList<Gap> Missing);

/// <summary>How many cases stand so.</summary>
public sealed record CaseBoard(IReadOnlyList<CaseCount> States, long Open, long Overdue);

public sealed record CaseCount(string State, long Cases, long Overdue);

/// <summary>Moves a case.</summary>
/// <param name="Move">A move of the table, such as contact_seller.</param>
/// <param name="From">The state the caller saw; another answers `case_moved`.</param>
/// <param name="Step">The number of steps the caller saw; left out, the state alone is compared.</param>
/// <param name="Reason">Why, in the caller's own words.</param>
/// <param name="Texts">Drafts that go out with this move.</param>
/// <param name="Answer">What the seller or platform said, as it is kept.</param>
/// <param name="Confirm">The person signs what goes out, or reviewed what came.</param>
/// <param name="Password">The person's own; not of accounts that have none here.</param>
/// <param name="Delivery">mail or hand.</param>
public sealed record MoveCaseRequest(
    string? Move,
    string? From,
    long? Step = null,
    string? Reason = null,
    IReadOnlyList<string>? Texts = null,
    string? Answer = null,
    bool Confirm = false,
    string? Password = null,
    string? Delivery = null);

/// <summary>How the notices to a platform ended.</summary>
/// <param name="NeedsSecondPerson">The next one goes out after a second person agreed to it.</param>
public sealed record PlatformAcceptance(string Platform, long Accepted, long Refused, long CounterNoticed, bool NeedsSecondPerson);
