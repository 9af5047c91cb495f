using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Anomalies of one kind in one batch, added up.</summary>
public sealed class AnomalyGroupRow : AnomalySums
{
    public long FirstDetectedAt { get; init; }

    public long Open { get; init; }

    public long Confirmed { get; init; }

    public long Dismissed { get; init; }

    public long Snoozed { get; init; }

    /// <summary>What names it where it is the only one.</summary>
    public long FirstSubject { get; init; }

    public long FirstSlot { get; init; }

    /// <summary>What the list is sorted by.</summary>
    public double Place { get; init; }
}

public static class AnomalyGroupsStore
{
    /// <summary>The columns of <see cref="AnomalySums"/>, for statements that group by kind, batch and GTIN.</summary>
    internal const string Sums =
        """
        kind AS Kind,
        batch_number AS BatchNumber,
        gtin AS Gtin,
        COUNT(*) AS Codes,
        CAST(SUM(scans) AS BIGINT) AS Scans,
        MAX(score) AS Score,
        MAX(last_at) AS LastAt
        """;

    internal const string ListOpen =
        """
        SELECT
            subject_id AS SubjectId,
            slot AS Slot
        FROM anomaly
        WHERE brand_id = @BrandId AND batch_number = @Batch AND slot = @Slot AND kind = @Kind AND status = 'open' AND subject_id > @After
        ORDER BY subject_id
        LIMIT @Limit;
        """;

    private static string List(Session session, GroupOrder order) =>
        $"""
        SELECT
            {Sums},
            MIN(detected_at) AS FirstDetectedAt,
            MIN(subject_id) AS FirstSubject,
            MIN(slot) AS FirstSlot,
            CAST({order.Aggregate()} AS DOUBLE PRECISION) AS Place,
            SUM(CASE WHEN {AnomaliesStore.Standing} = 'open' THEN 1 ELSE 0 END) AS Open,
            SUM(CASE WHEN {AnomaliesStore.Standing} = 'snoozed' THEN 1 ELSE 0 END) AS Snoozed,
            SUM(CASE WHEN status = 'confirmed' THEN 1 ELSE 0 END) AS Confirmed,
            SUM(CASE WHEN status = 'dismissed' THEN 1 ELSE 0 END) AS Dismissed
        FROM anomaly
        {AnomaliesStore.Visible(session)}
            AND (@Kind = '' OR kind = @Kind)
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@Batch = -1 OR batch_number = @Batch)
        GROUP BY kind, batch_number, gtin
        HAVING (@Status = '' OR SUM(CASE WHEN {AnomaliesStore.Standing} = @Status THEN 1 ELSE 0 END) > 0)
            AND ({order.Aggregate()} < @BeforePlace
                OR ({order.Aggregate()} = @BeforePlace
                    AND (COALESCE(batch_number, 0) < @BeforeBatch OR (COALESCE(batch_number, 0) = @BeforeBatch AND kind < @BeforeKind))))
        ORDER BY {order.Aggregate()} DESC, COALESCE(batch_number, 0) DESC, kind DESC
        LIMIT @Limit;
        """;

    /// <summary>In the order asked for, after a place in it.</summary>
    public static Task<IReadOnlyList<AnomalyGroupRow>> ListAsync(Session session, Caller caller, AnomalyFilter filter, GroupOrder order, long now, GroupPlace after, int limit) =>
        session.ListAsync<AnomalyGroupRow>(List(session, order), AnomaliesStore.Parameters(
            caller, filter, new { Now = now, BeforePlace = after.Value, BeforeBatch = after.Batch, BeforeKind = after.Kind, Limit = limit }));

    /// <summary>The open ones of a group, in the order of their subjects.</summary>
    public static async Task<IReadOnlyList<AnomalyId>> ListOpenAsync(Session session, long brandId, uint batch, AnomalyKind kind, long after, int limit) =>
        [.. (await session.ListAsync<SubjectRow>(ListOpen, new { BrandId = brandId, Batch = (long)batch, Slot = kind.Slot(), Kind = kind.ToWord(), After = after, Limit = limit }))
            .Select(row => new AnomalyId(row.SubjectId, row.Slot))];

    private sealed record SubjectRow(long SubjectId, long Slot);
}
