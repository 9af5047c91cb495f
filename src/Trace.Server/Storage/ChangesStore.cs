using Dapper;

namespace Trace.Server.Storage;

/// <summary>SQL of <c>change</c>, which only PostgreSQL has: what one server changed, for the others to read.</summary>
internal static class ChangesStore
{
    public const string Channel = "trace_change";

    private const string Add =
        $"""
        INSERT INTO change (kind, id)
        SELECT kind, id FROM UNNEST(@Kinds, @Ids) AS added (kind, id);
        SELECT pg_notify('{Channel}', '');
        """;

    // The horizon first: a transaction that commits between the two statements is read now and once more, never missed.
    private const string ListAfter =
        """
        SELECT pg_snapshot_xmin(pg_current_snapshot())::TEXT::BIGINT;
        SELECT
            number AS Number,
            kind AS Kind,
            id AS Id
        FROM change
        WHERE transaction_id >= @From;
        """;

    /// <summary>At the end of the transaction that made them, so that their number is young when others see it.</summary>
    public static Task AddAsync(Session session, IReadOnlyCollection<Change> changes) => session.ExecuteAsync(Add, new
    {
        Kinds = changes.Select(change => change.Kind).ToArray(),
        Ids = changes.Select(change => change.Id).ToArray(),
    });

    /// <summary>Changes of transactions from a number on that are committed, and from which number on some may still come.</summary>
    public static async Task<(long Horizon, IReadOnlyList<ChangeRow> Rows)> ListAsync(Session session, long fromTransaction)
    {
        await using var results = await session.Connection.QueryMultipleAsync(ListAfter, new { From = fromTransaction }, session.Transaction, commandTimeout: 5);
        return (await results.ReadSingleAsync<long>(), [.. await results.ReadAsync<ChangeRow>()]);
    }

    /// <summary>Removes what is older, by the clock of the database.</summary>
    public static Task RemoveAsync(Session session, TimeSpan age) => session.ExecuteAsync(
        "DELETE FROM change WHERE changed_at < (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT - @Age;", new { Age = (long)age.TotalMilliseconds });
}

/// <summary>A row of <c>change</c>.</summary>
internal sealed record ChangeRow(long Number, string Kind, string Id);
