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

    private const string ListWaiting =
        """
        SELECT
            brand_id AS BrandId,
            record_id AS RecordId,
            leaf AS Leaf
        FROM log_record
        WHERE leaf_index IS NULL
        ORDER BY entered_at, record_id
        LIMIT @Limit;
        """;

    private const string Place =
        """
        UPDATE log_record
        SET
            log_number = @LogNumber,
            leaf_index = @LeafIndex
        WHERE brand_id = @BrandId AND record_id = @RecordId AND leaf_index IS NULL;
        """;

    /// <summary>One statement instead of one a row: each would be a trip to the server.</summary>
    private const string PlaceOnPostgres =
        """
        UPDATE log_record
        SET
            log_number = @LogNumber,
            leaf_index = placed.leaf_index
        FROM UNNEST(@BrandIds, @RecordIds, @LeafIndexes) AS placed (brand_id, record_id, leaf_index)
        WHERE log_record.brand_id = placed.brand_id AND log_record.record_id = placed.record_id AND log_record.leaf_index IS NULL;
        """;

    public static Task AddAsync(Session session, LogRecordRow row) => session.ExecuteAsync(Add, row);

    public static async Task<bool> EraseAsync(Session session, long brandId, long recordId) =>
        await session.ExecuteAsync(Erase, new { BrandId = brandId, RecordId = recordId }) == 1;

    public static async Task<LogBacklog> CountWaitingAsync(Session session) => new(
        await session.FindAsync<long>("SELECT COUNT(*) FROM log_record WHERE leaf_index IS NULL;"),
        await session.FindAsync<long?>("SELECT entered_at FROM log_record WHERE leaf_index IS NULL ORDER BY entered_at, record_id LIMIT 1;"));

    /// <summary>In the order in which they were entered, by the clocks of those who did.</summary>
    public static Task<IReadOnlyList<WaitingRecord>> ListWaitingAsync(Session session, int limit) =>
        session.ListAsync<WaitingRecord>(ListWaiting, new { Limit = limit });

    /// <summary>Gives records that wait their places, from the first one on.</summary>
    /// <exception cref="InvalidDataException">One of them has a place already.</exception>
    public static async Task PlaceAsync(Session session, long logNumber, long first, IReadOnlyList<WaitingRecord> records)
    {
        var placed = session.Dialect == Dialect.Sqlite
            ? await session.ExecuteAsync(Place, records.Select((record, i) => new { LogNumber = logNumber, LeafIndex = first + i, record.BrandId, record.RecordId }))
            : await session.ExecuteAsync(PlaceOnPostgres, new
            {
                LogNumber = logNumber,
                BrandIds = records.Select(record => record.BrandId).ToArray(),
                RecordIds = records.Select(record => record.RecordId).ToArray(),
                LeafIndexes = records.Select((_, i) => first + i).ToArray(),
            });
        if (placed != records.Count)
            throw new InvalidDataException("A record that waited has a place in the log already.");
    }

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<LogRecordRow>> ListAsync(Session session, long brandId, (long Time, long Id) before, int limit) => session.ListAsync<LogRecordRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId AND (entered_at < @BeforeTime OR (entered_at = @BeforeTime AND record_id < @BeforeId))
        ORDER BY entered_at DESC, record_id DESC
        LIMIT @Limit;
        """,
        new { BrandId = brandId, BeforeTime = before.Time, BeforeId = before.Id, Limit = limit });

    /// <summary>Those of a brand with these ids.</summary>
    public static Task<IReadOnlyList<LogRecordRow>> ListAsync(Session session, long brandId, IEnumerable<long> ids) => session.ListAsync<LogRecordRow>(
        $"{Columns} WHERE brand_id = @BrandId AND record_id {session.AnyOf("@Ids")} ORDER BY leaf_index;", new { BrandId = brandId, Ids = ids.ToArray() });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<LogRecordRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<LogRecordRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY entered_at, record_id;", new { BrandId = brandId });
}
