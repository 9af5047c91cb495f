using Microsoft.Data.Sqlite;

namespace Trace.Bench;

/// <summary>What one batch of the largest size adds to the database file.</summary>
internal static class GrowthBench
{
    private const long MostGrowthBytes = 16 << 10;

    public static async Task<int> RunAsync()
    {
        await using var server = await BenchServer.StartInProcessAsync();
        var before = await SizeAsync(server.DatabasePath);
        await server.CreateBatchAsync(uint.MaxValue);
        var growth = await SizeAsync(server.DatabasePath) - before;
        Measure.Print($"database growth for {uint.MaxValue:N0} codes: {growth:N0} bytes (target {MostGrowthBytes:N0} or less{(growth <= MostGrowthBytes ? "" : ", MISSED")})");
        return growth <= MostGrowthBytes ? 0 : 1;
    }

    /// <summary>The file after everything in its journal is written back.</summary>
    private static async Task<long> SizeAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE);";
        await command.ExecuteNonQueryAsync();
        return new FileInfo(path).Length;
    }
}
