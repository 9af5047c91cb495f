using System.Text;
using NSec.Cryptography;
using Trace.Core.Codes;

namespace Trace.Bench;

/// <summary>Signed codes to CSV over HTTP, beside raw Ed25519 signing of messages of the same size on all cores.</summary>
internal static class IssueBench
{
    private const double Target = 0.7;

    public static async Task<int> RunAsync(int count)
    {
        Measure.PrintMachine();
        await using var server = await BenchServer.StartInProcessAsync();
        var batch = await server.CreateBatchAsync(count);
        // One core's rate, counted once for each core.
        var oneCore = new Side(count / 4 * Environment.ProcessorCount, () => Sign(count / 4));
        var measured = await Measure.RatesAsync(oneCore, new Side(count, () => server.DownloadAsync($"/api/v1/batches/{batch}/codes?format=csv")));
        Measure.Print($"{$"Ed25519 signing, one core × {Environment.ProcessorCount}",-48} {measured[0].Ceiling,12:N0}/s   ceiling");
        return Measure.PrintRatio($"CSV over HTTP, {count:N0} signed codes", measured[0], Target) ? 0 : 1;
    }

    private static void Sign(int count)
    {
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        var message = Encoding.ASCII.GetBytes("trace-code-v1\n/01/09506000134352/21/7K3M9QX2TV4B");
        Span<byte> signature = stackalloc byte[CodeSignature.SignatureSizeBytes];
        for (var i = 0; i < count; i++)
        {
            message[^1] = (byte)i;
            SignatureAlgorithm.Ed25519.Sign(key, message, signature);
        }
    }
}
