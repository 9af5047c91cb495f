namespace Trace.Bench;

/// <summary>Peak memory of the server's own process while it streams few and many codes.</summary>
internal static class MemoryBench
{
    private const int Few = 10_000;
    private const long MostGrowthBytes = 100L << 20;

    public static async Task<int> RunAsync(int many)
    {
        Measure.PrintMachine();
        var few = await PeakAsync(Few);
        var peak = await PeakAsync(many);
        var growth = peak - few;
        Measure.Print($"peak memory, {Few:N0} codes: {few / 1048576.0:0} MiB; {many:N0} codes: {peak / 1048576.0:0} MiB; growth {growth / 1048576.0:0} MiB (target 100 or less{(growth <= MostGrowthBytes ? "" : ", MISSED")})");
        return growth <= MostGrowthBytes ? 0 : 1;
    }

    private static async Task<long> PeakAsync(int count)
    {
        await using var server = await BenchServer.StartProcessAsync();
        var batch = await server.CreateBatchAsync(count);
        await server.DownloadAsync($"/api/v1/batches/{batch}/codes");
        return server.PeakMemoryBytes;
    }
}
