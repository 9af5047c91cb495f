using Trace.Server.Storage;

namespace Trace.Server.Listings;

/// <summary>Captures of listings; every statement names the brand. None changes a row.</summary>
public static class CapturesStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            capture_id AS CaptureId,
            listing_id AS ListingId,
            file_id AS FileId,
            taken_at AS TakenAt,
            added_at AS AddedAt,
            added_by AS AddedBy,
            log_record_id AS LogRecordId,
            sealed_note AS SealedNote
        FROM listing_capture
        """;

    private const string Add =
        """
        INSERT INTO listing_capture (brand_id, capture_id, listing_id, file_id, taken_at, added_at, added_by, log_record_id, sealed_note)
        VALUES (@BrandId, @CaptureId, @ListingId, @FileId, @TakenAt, @AddedAt, @AddedBy, @LogRecordId, @SealedNote);
        """;

    public static Task AddAsync(Session session, CaptureRow row) => session.ExecuteAsync(Add, row);

    /// <summary>In the order they came.</summary>
    public static Task<IReadOnlyList<CaptureRow>> ListAsync(Session session, long brandId, long listingId) => session.ListAsync<CaptureRow>(
        $"{Columns} WHERE brand_id = @BrandId AND listing_id = @ListingId ORDER BY added_at, capture_id;", new { BrandId = brandId, ListingId = listingId });

    public static Task<CaptureRow?> FindAsync(Session session, long brandId, long captureId) =>
        session.FindAsync<CaptureRow>($"{Columns} WHERE brand_id = @BrandId AND capture_id = @CaptureId;", new { BrandId = brandId, CaptureId = captureId });

    public static Task<long> CountAsync(Session session, long brandId, long listingId) => session.FindAsync<long>(
        "SELECT COUNT(*) FROM listing_capture WHERE brand_id = @BrandId AND listing_id = @ListingId;", new { BrandId = brandId, ListingId = listingId });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<CaptureRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<CaptureRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY added_at, capture_id;", new { BrandId = brandId });

    public static Task RemoveAsync(Session session, CaptureRow row) =>
        session.ExecuteAsync("DELETE FROM listing_capture WHERE brand_id = @BrandId AND capture_id = @CaptureId;", row);
}
