using System.Globalization;
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
}

/// <summary>Which of the groups of one time; batch 0 stands for none.</summary>
public readonly record struct GroupPlace(long Batch, string Kind)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Batch}-{Kind}");

    public static bool TryParse(string text, out GroupPlace place)
    {
        place = default;
        if (text.Split('-') is not [var batch, var kind] || !long.TryParse(batch, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !AnomalyKinds.Words.Contains(kind))
            return false;
        place = new GroupPlace(number, kind);
        return true;
    }
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

    private static string List(Session session) =>
        $"""
        SELECT
            {Sums},
            MIN(detected_at) AS FirstDetectedAt,
            SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS Open,
            SUM(CASE WHEN status = 'confirmed' THEN 1 ELSE 0 END) AS Confirmed,
            SUM(CASE WHEN status = 'dismissed' THEN 1 ELSE 0 END) AS Dismissed
        FROM anomaly
        {AnomaliesStore.Visible(session)}
            AND (@Kind = '' OR kind = @Kind)
            AND (@Gtin = '' OR gtin = @Gtin)
            AND (@Batch = -1 OR batch_number = @Batch)
        GROUP BY kind, batch_number, gtin
        HAVING (@Status = '' OR SUM(CASE WHEN status = @Status THEN 1 ELSE 0 END) > 0)
            AND (MAX(last_at) < @BeforeTime
                OR (MAX(last_at) = @BeforeTime
                    AND (COALESCE(batch_number, 0) < @BeforeBatch OR (COALESCE(batch_number, 0) = @BeforeBatch AND kind < @BeforeKind))))
        ORDER BY MAX(last_at) DESC, COALESCE(batch_number, 0) DESC, kind DESC
        LIMIT @Limit;
        """;

    /// <summary>Those with the newest scans first.</summary>
    public static Task<IReadOnlyList<AnomalyGroupRow>> ListAsync(Session session, Caller caller, AnomalyFilter filter, (long Time, GroupPlace Group) before, int limit) =>
        session.ListAsync<AnomalyGroupRow>(List(session), AnomaliesStore.Parameters(
            caller, filter, new { BeforeTime = before.Time, BeforeBatch = before.Group.Batch, BeforeKind = before.Group.Kind, Limit = limit }));

    /// <summary>The open ones of a group, in the order of their subjects.</summary>
    public static async Task<IReadOnlyList<AnomalyId>> ListOpenAsync(Session session, long brandId, uint batch, AnomalyKind kind, long after, int limit) =>
        [.. (await session.ListAsync<SubjectRow>(ListOpen, new { BrandId = brandId, Batch = (long)batch, Slot = kind.Slot(), Kind = kind.ToWord(), After = after, Limit = limit }))
            .Select(row => new AnomalyId(row.SubjectId, row.Slot))];

    private sealed record SubjectRow(long SubjectId, long Slot);
}
