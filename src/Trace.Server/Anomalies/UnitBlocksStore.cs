using Trace.Core.Codes;
using Trace.Server.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>A row of <c>unit_block</c>: the anomaly that blocks a unit, and what people are told, if not our own words.</summary>
public sealed record UnitBlockRow(long BatchNumber, long ItemIndex, long Slot, long BrandId, string? Text);

public static class UnitBlocksStore
{
    /// <summary>Blocks are kept in memory by batch.</summary>
    public const string Changed = "block";

    private const string Columns =
        """
        SELECT
            batch_number AS BatchNumber,
            item_index AS ItemIndex,
            slot AS Slot,
            brand_id AS BrandId,
            text AS Text
        FROM unit_block
        """;

    private const string List =
        $"""
        {Columns}
        WHERE batch_number = @Number
        ORDER BY item_index, slot DESC;
        """;

    private const string Put =
        """
        INSERT INTO unit_block (batch_number, item_index, slot, brand_id, text)
        VALUES (@BatchNumber, @ItemIndex, @Slot, @BrandId, @Text)
        ON CONFLICT (batch_number, item_index, slot) DO UPDATE SET text = excluded.text;
        """;

    /// <summary>Whoever's batch it is: for scans. Of several of one unit the last is that of the first slot.</summary>
    public static Task<IReadOnlyList<UnitBlockRow>> ListAsync(Session session, uint number) =>
        session.ListAsync<UnitBlockRow>(List, new { Number = (long)number });

    public static Task PutAsync(Session session, UnitBlockRow row)
    {
        session.Announce(Changed, BatchId.Format((uint)row.BatchNumber));
        return session.ExecuteAsync(Put, row);
    }

    public static async Task RemoveAsync(Session session, UnitId unit, long slot)
    {
        var removed = await session.ExecuteAsync(
            "DELETE FROM unit_block WHERE batch_number = @Number AND item_index = @Index AND slot = @Slot;",
            new { Number = (long)unit.BatchNumber, Index = (long)unit.Index, Slot = slot });
        if (removed > 0)
            session.Announce(Changed, BatchId.Format(unit.BatchNumber));
    }

    /// <summary>All of a brand, one by one.</summary>
    public static IAsyncEnumerable<UnitBlockRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<UnitBlockRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY batch_number, item_index, slot;", new { BrandId = brandId });
}
