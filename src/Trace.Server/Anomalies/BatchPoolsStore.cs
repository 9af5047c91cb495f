using Trace.Core.Detection;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>SQL of <c>batch_pools</c>.</summary>
internal static class BatchPoolsStore
{
    private const string Put =
        """
        INSERT INTO batch_pools (batch_number, brand_id, scans, evidence)
        VALUES (@Number, @BrandId, @Scans, @Evidence)
        ON CONFLICT (batch_number) DO UPDATE SET scans = excluded.scans, evidence = excluded.evidence;
        """;

    private const string ListOfBrand =
        """
        SELECT
            batch_number AS Number,
            brand_id AS BrandId,
            scans AS Scans,
            evidence AS Evidence
        FROM batch_pools
        WHERE brand_id = @BrandId
        ORDER BY batch_number
        LIMIT @Limit;
        """;

    public static Task PutAsync(Session session, BatchPoolsRow row) => session.ExecuteAsync(Put, row);

    public static Task<byte[]?> FindAsync(Session session, uint number) =>
        session.FindAsync<byte[]>("SELECT evidence FROM batch_pools WHERE batch_number = @Number;", new { Number = (long)number });

    /// <summary>Of how many scans each batch was judged.</summary>
    public static async Task<Dictionary<uint, long>> ListScansAsync(Session session) =>
        (await session.ListAsync<JudgedScansRow>("SELECT batch_number AS Number, scans AS Scans FROM batch_pools;")).ToDictionary(row => (uint)row.Number, row => row.Scans);

    /// <summary>Some of a brand's batches, always the same ones: numbers of batches are random.</summary>
    public static Task<IReadOnlyList<BatchPoolsRow>> ListAsync(Session session, long brandId, int limit) =>
        session.ListAsync<BatchPoolsRow>(ListOfBrand, new { BrandId = brandId, Limit = limit });

    private sealed record JudgedScansRow(long Number, long Scans);
}

/// <summary>A row of <c>batch_pools</c>.</summary>
/// <param name="Scans">Of how many it was made.</param>
/// <param name="Evidence">Bytes of <see cref="BatchEvidence"/>.</param>
internal sealed record BatchPoolsRow(long Number, long BrandId, long Scans, byte[] Evidence);
