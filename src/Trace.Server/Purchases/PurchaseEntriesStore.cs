using Trace.Server.Storage;

namespace Trace.Server.Purchases;

/// <summary>What was recorded of purchases; every statement names the brand. None changes a row.</summary>
public static class PurchaseEntriesStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            purchase_id AS PurchaseId,
            place AS Place,
            kind AS Kind,
            at AS At,
            recorded_at AS RecordedAt,
            recorded_by AS RecordedBy,
            file_id AS FileId,
            log_record_id AS LogRecordId,
            sealed_content AS SealedContent
        FROM test_purchase_entry
        """;

    private const string Add =
        """
        INSERT INTO test_purchase_entry (brand_id, purchase_id, place, kind, at, recorded_at, recorded_by, file_id, log_record_id, sealed_content)
        VALUES (@BrandId, @PurchaseId, @Place, @Kind, @At, @RecordedAt, @RecordedBy, @FileId, @LogRecordId, @SealedContent);
        """;

    public static Task AddAsync(Session session, PurchaseEntryRow row) => session.ExecuteAsync(Add, row);

    /// <summary>In the order they were recorded.</summary>
    public static Task<IReadOnlyList<PurchaseEntryRow>> ListAsync(Session session, PurchaseRow purchase) =>
        session.ListAsync<PurchaseEntryRow>($"{Columns} WHERE brand_id = @BrandId AND purchase_id = @PurchaseId ORDER BY place;", purchase);

    public static Task RemoveAsync(Session session, PurchaseRow purchase) =>
        session.ExecuteAsync("DELETE FROM test_purchase_entry WHERE brand_id = @BrandId AND purchase_id = @PurchaseId;", purchase);
}
