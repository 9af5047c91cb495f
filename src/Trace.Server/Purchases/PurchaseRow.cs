using System.Globalization;
using System.Text;
using System.Text.Json;
using Trace.Server.Files;
using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>A row of <c>test_purchase</c>. Days are <c>yyyy-MM-dd</c>.</summary>
/// <param name="UsedAt">When anybody last did something with it; it is kept so many days from then.</param>
/// <param name="Holds">How many open cases need it.</param>
public sealed record PurchaseRow(
    long BrandId,
    long PurchaseId,
    long? ListingId,
    long CreatedAt,
    long CreatedBy,
    long UsedAt,
    long Holds,
    string Platform,
    byte[]? SellerHash,
    string? Country,
    string? Gtin,
    string? OrderedOn,
    string? ReceivedOn,
    byte[] SealedWords,
    byte[]? SealedPayment)
{
    public string WordsPurpose => string.Create(
        CultureInfo.InvariantCulture, $"purchase-words|{BrandId}|{PurchaseId}|{ListingId}|{CreatedAt}|{CreatedBy}|{Platform}|{Country}|{Gtin}|{OrderedOn}|{ReceivedOn}");

    public string PaymentPurpose => string.Create(CultureInfo.InvariantCulture, $"purchase-payment|{BrandId}|{PurchaseId}");
}

/// <summary>A row of <c>test_purchase_entry</c>. It never changes.</summary>
public sealed record PurchaseEntryRow(
    long BrandId, long PurchaseId, long Place, string Kind, long At, long RecordedAt, long RecordedBy, long? FileId, long LogRecordId, byte[] SealedContent)
{
    public string ContentPurpose => string.Create(
        CultureInfo.InvariantCulture, $"purchase-entry|{BrandId}|{PurchaseId}|{Place}|{Kind}|{At}|{RecordedAt}|{RecordedBy}|{FileId}|{LogRecordId}");
}

/// <summary>Seals what was typed of purchases, each value for its own row with all that row says.</summary>
public sealed class PurchaseSeal(MasterKey masterKey)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn Words = SealedColumn.Of<PurchaseRow>(
        "test_purchase", "sealed_words", ["brand_id", "purchase_id"], PurchasesStore.Columns, row => [row.BrandId, row.PurchaseId], row => row.SealedWords, row => row.WordsPurpose);

    /// <inheritdoc cref="Words"/>
    public static readonly SealedColumn Payment = SealedColumn.Of<PurchaseRow>(
        "test_purchase", "sealed_payment", ["brand_id", "purchase_id"], PurchasesStore.Columns, row => [row.BrandId, row.PurchaseId], row => row.SealedPayment, row => row.PaymentPurpose);

    /// <inheritdoc cref="Words"/>
    public static readonly SealedColumn Content = SealedColumn.Of<PurchaseEntryRow>(
        "test_purchase_entry", "sealed_content", ["brand_id", "purchase_id", "place"], PurchaseEntriesStore.Columns,
        row => [row.BrandId, row.PurchaseId, row.Place], row => row.SealedContent, row => row.ContentPurpose);

    public PurchaseRow Seal(PurchaseRow row, PurchaseWords words, string? payment) => row with
    {
        SealedWords = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(words, ServerJson.Default.PurchaseWords), row.WordsPurpose),
        SealedPayment = payment == null ? null : masterKey.Seal(Encoding.UTF8.GetBytes(payment), row.PaymentPurpose),
    };

    public string? OpenPayment(PurchaseRow row) =>
        row.SealedPayment != null && masterKey.Open(row.SealedPayment, row.PaymentPurpose) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    public PurchaseEntryRow Seal(PurchaseEntryRow row, PurchaseContent content) =>
        row with { SealedContent = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(content, ServerJson.Default.PurchaseContent), row.ContentPurpose) };

    /// <summary>Null where the seal does not hold: somebody else wrote the row.</summary>
    public Purchase? Open(PurchaseRow row, IReadOnlyList<PurchaseEntry> entries) =>
        masterKey.Open(row.SealedWords, row.WordsPurpose) is { } bytes && JsonSerializer.Deserialize(bytes, ServerJson.Default.PurchaseWords) is { } words
            ? new Purchase(
                row.PurchaseId,
                row.ListingId,
                row.Platform,
                words.SellerHandle,
                row.Country,
                row.Gtin,
                words.OrderNumber,
                words.Paid,
                words.Currency,
                DayOf(row.OrderedOn),
                DayOf(row.ReceivedOn),
                words.Note,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                entries)
            : null;

    /// <inheritdoc cref="Open(PurchaseRow, IReadOnlyList{PurchaseEntry})"/>
    public PurchaseEntry? Open(PurchaseEntryRow row, KeptFile? file) =>
        masterKey.Open(row.SealedContent, row.ContentPurpose) is { } bytes && JsonSerializer.Deserialize(bytes, ServerJson.Default.PurchaseContent) is { } content
            ? new PurchaseEntry(
                row.Place, row.Kind, DateTimeOffset.FromUnixTimeMilliseconds(row.At), DateTimeOffset.FromUnixTimeMilliseconds(row.RecordedAt), row.RecordedBy, file, content, row.LogRecordId)
            : null;

    internal static string? TextOf(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? DayOf(string? text) => text == null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
