using System.Text.Json;
using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>A row of <c>enforcement_case</c>. <c>Words</c> and <c>Seller</c> are sealed.</summary>
/// <param name="Reference">What people call it: two groups of letters and digits, its own within the brand.</param>
/// <param name="Steps">How many steps it made: with the state what a move compares.</param>
/// <param name="LastMove">The move that led here; null for a new one.</param>
/// <param name="DossierAt">When its dossier was made last.</param>
/// <param name="DueDay">The last day its state waits for, as 2026-12-13.</param>
public sealed record CaseRow(
    long BrandId,
    long CaseId,
    string Reference,
    string Claim,
    string Country,
    string Platform,
    string Language,
    string? Grounds,
    long? PurchaseId,
    string State,
    long Steps,
    string? LastMove,
    string? DueDay,
    long? Assignee,
    long CreatedAt,
    long CreatedBy,
    long MovedAt,
    long? ClosedAt,
    long? DossierAt,
    byte[] Words,
    byte[]? Seller)
{
    public string WordsPurpose => $"case-words|{BrandId}|{CaseId}";

    public string SellerPurpose => $"case-seller|{BrandId}|{CaseId}";

    public CaseState StandsAt => Read<CaseState>(State);

    public ClaimKind ClaimKind => Read<ClaimKind>(Claim);

    public DateOnly? Due => CalendarDay.Read(DueDay);

    public IReadOnlyList<string> GroundList => Limits.ToList(Grounds) ?? [];

    private static T Read<T>(string word)
        where T : struct, Enum => Trace.Core.Enforcement.Words.TryParse<T>(word, out var value) ? value : throw new InvalidOperationException($"{word} is no {typeof(T).Name}.");
}

/// <summary>What people of the brand wrote about a case.</summary>
/// <param name="ComparedBy">Who compared the offer with the work or design.</param>
/// <param name="Original">What it was compared with.</param>
public sealed record CaseWords(string? Note, string? ComparedBy, string? Original);

/// <summary>Who offers it, as far as it is known.</summary>
/// <param name="Name">As letters address it.</param>
/// <param name="Handle">On the platform.</param>
/// <param name="Shop">Address or domain of the shop.</param>
public sealed record CaseSeller(string? Name, string? Handle, string? Shop, string? Email)
{
    public static readonly CaseSeller Unknown = new(Name: null, Handle: null, Shop: null, Email: null);

    public bool IsEmpty => this == Unknown;

    /// <summary>What it is called in lists and letters.</summary>
    public string? Called => Name ?? Handle ?? Shop;
}

/// <summary>What a case is about, beside its row.</summary>
public sealed record CaseSubjects(IReadOnlyList<string> Gtins, IReadOnlyList<long> Listings, IReadOnlyList<long> Rights);

/// <summary>Seals what stands in cases, each value for its own row and column.</summary>
public sealed class CaseSeal(MasterKey masterKey)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly IReadOnlyList<SealedColumn> Columns =
    [
        SealedColumn.Of<CaseRow>("enforcement_case", "sealed_words", ["brand_id", "case_id"], CasesStore.Columns, row => [row.BrandId, row.CaseId], row => row.Words, row => row.WordsPurpose),
        SealedColumn.Of<CaseRow>("enforcement_case", "sealed_seller", ["brand_id", "case_id"], CasesStore.Columns, row => [row.BrandId, row.CaseId], row => row.Seller, row => row.SellerPurpose),
        SealedColumn.Of<StepRow>("case_step", "sealed_words", ["brand_id", "case_id", "number"], CaseStepsStore.Columns, row => [row.BrandId, row.CaseId, row.Number], row => row.Words, row => row.Purpose),
        SealedColumn.Of<TextRow>("case_text", "sealed_content", ["brand_id", "case_id", "text_id"], CaseTextsStore.Columns, row => [row.BrandId, row.CaseId, row.TextId], row => row.Content, row => row.Purpose),
        SealedColumn.Of<AnswerRow>("case_answer", "sealed_words", ["brand_id", "case_id", "answer_id"], CaseAnswersStore.Columns, row => [row.BrandId, row.CaseId, row.AnswerId], row => row.Words, row => row.Purpose),
    ];

    public CaseRow Seal(CaseRow row, CaseWords words, CaseSeller seller) => row with
    {
        Words = Seal(words, ServerJson.Default.CaseWords, row.WordsPurpose),
        Seller = seller.IsEmpty ? null : Seal(seller, ServerJson.Default.CaseSeller, row.SellerPurpose),
    };

    public CaseWords WordsOf(CaseRow row) => Open(row.Words, ServerJson.Default.CaseWords, row.WordsPurpose) ?? new CaseWords(Note: null, ComparedBy: null, Original: null);

    public CaseSeller SellerOf(CaseRow row) => Open(row.Seller, ServerJson.Default.CaseSeller, row.SellerPurpose) ?? CaseSeller.Unknown;

    public StepRow Seal(StepRow row, StepWords words) => row with { Words = Seal(words, ServerJson.Default.StepWords, row.Purpose) };

    public StepWords WordsOf(StepRow row) => Open(row.Words, ServerJson.Default.StepWords, row.Purpose) ?? new StepWords(By: null, Reason: null);

    public TextRow Seal(TextRow row, TextContent content) => row with { Content = Seal(content, ServerJson.Default.TextContent, row.Purpose) };

    /// <summary>Nothing where it was erased, or the seal does not hold.</summary>
    public TextContent ContentOf(TextRow row) => Open(row.Content, ServerJson.Default.TextContent, row.Purpose) ?? TextContent.Empty;

    public AnswerRow Seal(AnswerRow row, AnswerWords words) => row with { Words = Seal(words, ServerJson.Default.AnswerWords, row.Purpose) };

    /// <inheritdoc cref="ContentOf"/>
    public AnswerWords WordsOf(AnswerRow row) => Open(row.Words, ServerJson.Default.AnswerWords, row.Purpose) ?? new AnswerWords(Kind: null, Message: null, Source: null, Contact: null);

    private byte[] Seal<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string purpose) => masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(value, type), purpose);

    private T? Open<T>(byte[]? value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string purpose)
        where T : class => value != null && masterKey.Open(value, purpose) is { } bytes ? JsonSerializer.Deserialize(bytes, type) : null;
}
