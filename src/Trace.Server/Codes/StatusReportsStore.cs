using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A row of <c>batch_range</c>.</summary>
public sealed record StatusReportRow(
    long BatchNumber,
    long Entry,
    long BrandId,
    long FromIndex,
    long ToIndex,
    string Status,
    long At,
    long RecordedAt,
    long RecordedBy)
{
    public StatusReport ToReport() => new(FromIndex, ToIndex, Enum.Parse<UnitStatus>(Status), At, Entry);
}

/// <summary>Status reports of a batch: appended, never changed, so that history stays.</summary>
public static class StatusReportsStore
{
    /// <summary>What was reported is kept in memory by batch number.</summary>
    public const string Changed = "status";

    private const string Columns =
        """
        SELECT
            batch_number AS BatchNumber,
            entry AS Entry,
            brand_id AS BrandId,
            from_index AS FromIndex,
            to_index AS ToIndex,
            status AS Status,
            at AS At,
            recorded_at AS RecordedAt,
            recorded_by AS RecordedBy
        FROM batch_range
        """;

    private const string Add =
        """
        INSERT INTO batch_range (batch_number, entry, brand_id, from_index, to_index, status, at, recorded_at, recorded_by)
        VALUES (@BatchNumber, @Entry, @BrandId, @FromIndex, @ToIndex, @Status, @At, @RecordedAt, @RecordedBy);
        """;

    private const string Page =
        $"""
        {Columns}
        WHERE batch_number = @Number AND brand_id = @BrandId AND entry > @After
        ORDER BY entry
        LIMIT @Limit;
        """;

    /// <summary>Reports of one batch wait for each other: SQLite has one writer anyway, PostgreSQL locks the batch's row.</summary>
    public static Task LockAsync(Session session, uint number) => session.Dialect == Dialect.Postgres
        ? session.ExecuteAsync("SELECT batch_number FROM batch WHERE batch_number = @Number FOR UPDATE;", new { Number = (long)number })
        : Task.CompletedTask;

    public static Task AddAsync(Session session, uint number, IEnumerable<StatusReportRow> rows)
    {
        session.Announce(Changed, number.ToString(CultureInfo.InvariantCulture));
        return session.ExecuteAsync(Add, rows);
    }

    /// <summary>Whoever's batch it is: for scans.</summary>
    public static Task<IReadOnlyList<StatusReportRow>> ListAfterAsync(Session session, uint number, long entry) =>
        session.ListAsync<StatusReportRow>(
            $"{Columns} WHERE batch_number = @Number AND entry > @Entry ORDER BY entry;", new { Number = (long)number, Entry = entry });

    public static Task<IReadOnlyList<StatusReportRow>> ListAsync(Session session, long brandId, uint number, long after, int limit) =>
        session.ListAsync<StatusReportRow>(Page, new { Number = (long)number, BrandId = brandId, After = after, Limit = limit });

    /// <summary>All of a brand, one by one.</summary>
    public static IAsyncEnumerable<StatusReportRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<StatusReportRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY batch_number, entry;", new { BrandId = brandId });
}
