using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

internal static class BatchMarksStore
{
    private const string List =
        """
        SELECT
            bin AS Bin,
            MIN(subject_id) AS FirstUnit,
            MAX(subject_id) AS LastUnit,
            COUNT(DISTINCT subject_id) AS Codes,
            COUNT(*) AS Anomalies,
            COUNT(DISTINCT CASE WHEN status = 'open' THEN subject_id END) AS Open
        FROM (
            SELECT
                subject_id,
                status,
                (subject_id - @First) * @Parts / @Quantity AS bin
            FROM anomaly
            WHERE brand_id = @BrandId AND batch_number = @Number AND slot <= @LastSlot
            ORDER BY slot, subject_id
            LIMIT @Limit) AS of_batch
        GROUP BY bin
        ORDER BY bin;
        """;

    public static Task<IReadOnlyList<MarkRow>> ListAsync(Session session, long brandId, uint number, long quantity, int parts, int limit) => session.ListAsync<MarkRow>(
        List,
        new { BrandId = brandId, Number = (long)number, First = UnitId.Of(number, 0).Value, Quantity = quantity, Parts = (long)parts, LastSlot = AnomalyKind.StolenLabels.Slot(), Limit = limit });
}

internal sealed class MarkRow
{
    public long Bin { get; init; }

    public long FirstUnit { get; init; }

    public long LastUnit { get; init; }

    public long Codes { get; init; }

    public long Anomalies { get; init; }

    public long Open { get; init; }
}
