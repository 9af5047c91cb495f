using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Imports that have not ended, by the batch number kept for them. <c>renewed_at</c> 0 means: being removed.</summary>
public static class SerialImportsStore
{
    private const string Add =
        """
        INSERT INTO serial_import (batch_number, brand_id, renewed_at)
        VALUES (@Number, @BrandId, @Now)
        ON CONFLICT (batch_number) DO NOTHING;
        """;

    private const string Renew =
        """
        UPDATE serial_import
        SET renewed_at = @Now
        WHERE batch_number = @Number AND renewed_at > 0;
        """;

    private const string Stop =
        """
        UPDATE serial_import
        SET renewed_at = 0
        WHERE batch_number = @Number AND renewed_at < @Before;
        """;

    /// <summary>False when the number is taken.</summary>
    public static async Task<bool> AddAsync(Session session, uint number, long brandId, long now) =>
        await session.ExecuteAsync(Add, new { Number = (long)number, BrandId = brandId, Now = now }) == 1;

    public static async Task<bool> ExistsAsync(Session session, uint number) => await session.FindAsync<long>(
        "SELECT COUNT(*) FROM serial_import WHERE batch_number = @Number;", new { Number = (long)number }) > 0;

    /// <summary>False when the import was ended or is being removed.</summary>
    public static async Task<bool> RenewAsync(Session session, uint number, long now) =>
        await session.ExecuteAsync(Renew, new { Number = (long)number, Now = now }) == 1;

    /// <summary>False when there is nothing to stop.</summary>
    public static async Task<bool> StopAsync(Session session, uint number, long before) =>
        await session.ExecuteAsync(Stop, new { Number = (long)number, Before = before }) == 1;

    /// <summary>False when it was ended before.</summary>
    public static async Task<bool> EndAsync(Session session, uint number) =>
        await session.ExecuteAsync("DELETE FROM serial_import WHERE batch_number = @Number;", new { Number = (long)number }) == 1;

    public static Task<IReadOnlyList<long>> ListAbandonedAsync(Session session, long before) => session.ListAsync<long>(
        "SELECT batch_number FROM serial_import WHERE renewed_at < @Before ORDER BY batch_number;", new { Before = before });
}
