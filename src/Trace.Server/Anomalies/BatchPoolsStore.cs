using Trace.Core.Detection;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>SQL of <c>batch_pools</c>.</summary>
internal static class BatchPoolsStore
{
    private const string Columns =
        """
        SELECT
            batch_number AS Number,
            brand_id AS BrandId,
            scans AS Scans,
            made_at AS MadeAt,
            evidence AS Evidence
        FROM batch_pools
        """;

    private const string Put =
        """
        INSERT INTO batch_pools (batch_number, brand_id, scans, made_at, evidence)
        VALUES (@Number, @BrandId, @Scans, @MadeAt, @Evidence)
        ON CONFLICT (batch_number) DO UPDATE SET made_at = excluded.made_at, evidence = excluded.evidence;
        """;

    public static Task PutAsync(Session session, BatchPoolsRow row) => session.ExecuteAsync(Put, row);

    /// <summary>It was judged by so many scans, and need not be until it has more.</summary>
    public static Task SetJudgedAsync(Session session, uint number, long scans) =>
        session.ExecuteAsync("UPDATE batch_pools SET scans = @Scans WHERE batch_number = @Number;", new { Number = (long)number, Scans = scans });

    public static Task<BatchPoolsRow?> FindAsync(Session session, uint number) =>
        session.FindAsync<BatchPoolsRow>($"{Columns} WHERE batch_number = @Number;", new { Number = (long)number });

    /// <summary>Some of a brand's batches, always the same ones: numbers of batches are random.</summary>
    public static Task<IReadOnlyList<BatchPoolsRow>> ListAsync(Session session, long brandId, int limit) =>
        session.ListAsync<BatchPoolsRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY batch_number LIMIT @Limit;", new { BrandId = brandId, Limit = limit });
}

/// <summary>A row of <c>batch_pools</c>.</summary>
/// <param name="Scans">By how many it was judged last; none before that.</param>
/// <param name="MadeAt">When it was made of the scans there were, Unix milliseconds.</param>
/// <param name="Evidence">Bytes of <see cref="BatchEvidence"/>.</param>
internal sealed record BatchPoolsRow(long Number, long BrandId, long Scans, long MadeAt, byte[] Evidence);
