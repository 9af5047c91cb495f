using Trace.Server.Storage;

namespace Trace.Server.Log;

/// <summary>Records of the log: those that wait for their place are its outbox.</summary>
public static class LogRecordsStore
{
    private const string Columns =
        """
        SELECT
            log_record.brand_id AS BrandId,
            log_record.record_id AS RecordId,
            log_record.entered_at AS EnteredAt,
            log_record.type AS Type,
            log_record.leaf AS Leaf,
            log_record.salt AS Salt,
            log_record.content AS Content,
            log_record.log_number AS LogNumber,
            log_record.leaf_index AS LeafIndex,
            transparency_log.origin AS Origin
        FROM log_record
        LEFT JOIN transparency_log ON transparency_log.log_number = log_record.log_number
        """;

    private const string Add =
        """
        INSERT INTO log_record (brand_id, record_id, entered_at, type, leaf, salt, content, log_number, leaf_index)
        VALUES (@BrandId, @RecordId, @EnteredAt, @Type, @Leaf, @Salt, @Content, @LogNumber, @LeafIndex);
        """;

    private const string Erase =
        """
        UPDATE log_record
        SET
            salt = NULL,
            content = NULL
        WHERE brand_id = @BrandId AND record_id = @RecordId AND salt IS NOT NULL;
        """;

    public static Task AddAsync(Session session, LogRecordRow row) => session.ExecuteAsync(Add, row);

    public static async Task<bool> EraseAsync(Session session, long brandId, long recordId) =>
        await session.ExecuteAsync(Erase, new { BrandId = brandId, RecordId = recordId }) == 1;

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<LogRecordRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<LogRecordRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY entered_at, record_id;", new { BrandId = brandId });
}
