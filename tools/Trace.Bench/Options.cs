using System.Globalization;

namespace Trace.Bench;

internal static class Options
{
    /// <summary>The number after <c>--count</c>.</summary>
    public static int Count(string[] args, int defaultCount) => args switch
    {
        [] => defaultCount,
        ["--count", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 => count,
        _ => throw new ArgumentException("Only --count N can follow.", nameof(args)),
    };

    public static int Usage()
    {
        Console.Error.WriteLine(
            """
            dotnet run -c Release --project tools/Trace.Bench -- COMMAND [--count N]
              issue     signed codes streamed to CSV, beside raw Ed25519 signing
              labels    label PDF, beside raw QR matrices
              memory    peak memory of the server: 10 thousand codes, then --count (10 million)
              growth    growth of the database for a batch of 4,294,967,295 codes
              verify    checks over HTTP on SQLite, beside a bare route that verifies one signature
              verify --profile
                        where the time and the allocations of a check go
              verify --by-signing
                        the same on a server that signs again instead of verifying
              scale     p50 of checks and time to be ready with --count scans (10 million) in SQLite, beside 10 thousand
              postgres  the same as verify on PostgreSQL
              import    past scans into SQLite, --count lines (200 thousand)
              console   p95 of each page of the console with --count scans (1 million) and 10,000 anomalies in SQLite
              attack    p99 of honest checks, quiet and under attack
            """);
        return 2;
    }
}
