using System.Text.Json;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>A row of <c>product_report</c>. <c>Words</c> and <c>Contact</c> are sealed.</summary>
public sealed record ReportRow(
    long BrandId,
    long ReportId,
    long ReportedAt,
    long CheckedAt,
    string Verdict,
    string? Gtin,
    string? Serial,
    string? Site,
    long? ScanId,
    byte[] Words,
    byte[]? Contact,
    long Pictures,
    long? HandledAt,
    long? HandledBy)
{
    public string WordsPurpose => $"report-words|{BrandId}|{ReportId}";

    public string ContactPurpose => $"report-contact|{BrandId}|{ReportId}";
}

/// <summary>What a person typed, but for the contact. None of it was checked.</summary>
/// <param name="Place">Where the product was bought.</param>
/// <param name="SellerLink">As typed; nothing here ever opens it.</param>
public sealed record ReportWords(string? Place, string? Price, string? Currency, string? SellerLink, string? Text)
{
    public bool IsEmpty => Place == null && Price == null && Currency == null && SellerLink == null && Text == null;
}

/// <summary>Seals what people typed, each value for its own row and column.</summary>
public sealed class ReportSeal(MasterKey masterKey)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly SealedColumn Words = SealedColumn.Of<ReportRow>(
        "product_report", "sealed_words", ["brand_id", "report_id"], ReportsStore.Columns, row => [row.BrandId, row.ReportId], row => row.Words, row => row.WordsPurpose);

    /// <inheritdoc cref="Words"/>
    public static readonly SealedColumn Contact = SealedColumn.Of<ReportRow>(
        "product_report", "sealed_contact", ["brand_id", "report_id"], ReportsStore.Columns, row => [row.BrandId, row.ReportId], row => row.Contact, row => row.ContactPurpose);

    public ReportRow Seal(ReportRow row, ReportWords words, string? contact) => row with
    {
        Words = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(words, ServerJson.Default.ReportWords), row.WordsPurpose),
        Contact = contact == null ? null : masterKey.Seal(System.Text.Encoding.UTF8.GetBytes(contact), row.ContactPurpose),
    };

    /// <summary>Nothing where the seal does not hold: somebody else wrote it.</summary>
    public ReportWords OpenWords(ReportRow row) => masterKey.Open(row.Words, row.WordsPurpose) is { } bytes
        ? JsonSerializer.Deserialize(bytes, ServerJson.Default.ReportWords)!
        : new ReportWords(Place: null, Price: null, Currency: null, SellerLink: null, Text: null);

    public string? OpenContact(ReportRow row) =>
        row.Contact != null && masterKey.Open(row.Contact, row.ContactPurpose) is { } bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}
