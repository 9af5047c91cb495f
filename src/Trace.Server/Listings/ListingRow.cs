using System.Globalization;
using System.Text.Json;
using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>A row of <c>listing</c>.</summary>
/// <param name="UsedAt">When anybody last did something with it; it is kept so many days from then.</param>
/// <param name="Holds">How many open cases need it; it cannot go as long as there is one.</param>
public sealed record ListingRow(
    long BrandId,
    long ListingId,
    long CreatedAt,
    long CreatedBy,
    long UsedAt,
    long Holds,
    string Platform,
    byte[]? SellerHash,
    byte[] UrlHash,
    string? Country,
    string? Gtin,
    long? ReportId,
    byte[] SealedWords)
{
    /// <summary>What it says and what it came from; when it was used and who needs it changes.</summary>
    public string WordsPurpose => string.Create(CultureInfo.InvariantCulture, $"listing-words|{BrandId}|{ListingId}|{CreatedAt}|{CreatedBy}|{Platform}|{Country}|{Gtin}|{ReportId}");
}

/// <summary>A row of <c>listing_capture</c>. It never changes.</summary>
public sealed record CaptureRow(
    long BrandId, long CaptureId, long ListingId, long FileId, long TakenAt, long AddedAt, long AddedBy, long LogRecordId, byte[] SealedNote)
{
    public string NotePurpose => string.Create(CultureInfo.InvariantCulture, $"capture-note|{BrandId}|{CaptureId}|{ListingId}|{FileId}|{TakenAt}|{AddedAt}|{AddedBy}|{LogRecordId}");
}

/// <summary>Seals what was typed of listings and captures, each value for its own row with all that row says.</summary>
public sealed class ListingSeal(MasterKey masterKey)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn Words = SealedColumn.Of<ListingRow>(
        "listing", "sealed_words", ["brand_id", "listing_id"], ListingsStore.Columns, row => [row.BrandId, row.ListingId], row => row.SealedWords, row => row.WordsPurpose);

    /// <inheritdoc cref="Words"/>
    public static readonly SealedColumn Note = SealedColumn.Of<CaptureRow>(
        "listing_capture", "sealed_note", ["brand_id", "capture_id"], CapturesStore.Columns, row => [row.BrandId, row.CaptureId], row => row.SealedNote, row => row.NotePurpose);

    public ListingRow Seal(ListingRow row, ListingWords words) =>
        row with { SealedWords = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(words, ServerJson.Default.ListingWords), row.WordsPurpose) };

    /// <summary>Null where the seal does not hold: somebody else wrote the row.</summary>
    public Listing? Open(ListingRow row) =>
        masterKey.Open(row.SealedWords, row.WordsPurpose) is { } bytes && JsonSerializer.Deserialize(bytes, ServerJson.Default.ListingWords) is { } words
            ? new Listing(
                row.ListingId,
                words.Url,
                row.Platform,
                words.SellerHandle,
                row.Country,
                row.Gtin,
                words.Price,
                words.Currency,
                words.Quantity,
                words.ClaimedOrigin,
                words.Note,
                row.ReportId,
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt))
            : null;

    public CaptureRow Seal(CaptureRow row, string note) => row with { SealedNote = masterKey.Seal(System.Text.Encoding.UTF8.GetBytes(note), row.NotePurpose) };

    /// <summary>Null where the seal does not hold.</summary>
    public string? OpenNote(CaptureRow row) => masterKey.Open(row.SealedNote, row.NotePurpose) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}
