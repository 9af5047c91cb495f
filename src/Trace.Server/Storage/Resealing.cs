using System.Security.Cryptography;

namespace Trace.Server.Storage;

/// <summary>Seals everything again under the first master key while the service runs, and counts what is sealed under which.</summary>
/// <remarks>
/// Small transactions, one table after another. A value is replaced only if it still is what was read, so it can be stopped, started again and run
/// on several servers at once; whoever changes a row meanwhile seals it under the first key anyway.
/// </remarks>
public sealed class Resealing(Database database, MasterKey masterKey, IEnumerable<SealedColumn> columns, ILogger<Resealing> log)
{
    private const int PageSize = 200;

    /// <summary>How many values open under each key of a ring, by place; the last number counts those that open under none.</summary>
    public async Task<IReadOnlyList<long>> CountAsync(MasterKeyRing ring, CancellationToken cancellationToken)
    {
        var counts = new long[ring.Fingerprints.Count + 1];
        foreach (var column in columns)
        {
            await foreach (var page in PagesAsync(column, cancellationToken))
            {
                foreach (var value in page)
                {
                    CryptographicOperations.ZeroMemory(ring.Open(value.Sealed, value.Purpose, out var place));
                    counts[place < 0 ? ^1 : place]++;
                }
            }
        }

        return counts;
    }

    /// <summary>Seals again what is not sealed under the first key, and says how much that was.</summary>
    public async Task<long> RunAsync(CancellationToken cancellationToken)
    {
        var ring = masterKey.Ring;
        var total = 0L;
        foreach (var column in columns)
        {
            var (done, unopened) = (0L, 0L);
            await foreach (var page in PagesAsync(column, cancellationToken))
            {
                var replacements = page.Select(value => (Old: value, New: SealAgain(ring, value, ref unopened))).Where(pair => pair.New != null).ToList();
                if (replacements.Count > 0)
                    done += await database.WriteAsync(session => ReplaceAsync(session, column, replacements), cancellationToken);
            }

            if (done > 0)
                StorageLog.Resealed(log, done, column.Table, column.Column, ring.Fingerprints[0]);
            if (unopened > 0)
                StorageLog.Unopened(log, unopened, column.Table, column.Column);
            total += done;
        }

        return total;
    }

    private static byte[]? SealAgain(MasterKeyRing ring, SealedValue value, ref long unopened)
    {
        var secret = ring.Open(value.Sealed, value.Purpose, out var place);
        try
        {
            if (secret == null)
                unopened++;
            return place > 0 ? ring.Seal(secret, value.Purpose) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static async Task<long> ReplaceAsync(Session session, SealedColumn column, List<(SealedValue Old, byte[]? New)> replacements)
    {
        var done = 0L;
        foreach (var (old, sealedAgain) in replacements)
            done += await column.ReplaceAsync(session, old, sealedAgain!) ? 1 : 0;
        return done;
    }

    /// <summary>All values of a column but those that have none: a revoked API key loses its seal.</summary>
    private async IAsyncEnumerable<IReadOnlyList<SealedValue>> PagesAsync(
        SealedColumn column, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SealedValue? last = null;
        while (true)
        {
            var page = await database.ReadAsync(session => column.ListAsync(session, last, PageSize), cancellationToken);
            if (page.Count == 0)
                yield break;
            last = page[^1];
            yield return [.. page.Where(value => value.Sealed.Length > 0)];
        }
    }
}

internal static partial class StorageLog
{
    [LoggerMessage(1101, LogLevel.Information, "{Count} values of {Table}.{Column} were sealed again under master key {Fingerprint}.")]
    public static partial void Resealed(ILogger logger, long count, string table, string column, string fingerprint);

    [LoggerMessage(1102, LogLevel.Warning, "{Count} values of {Table}.{Column} open under no master key.")]
    public static partial void Unopened(ILogger logger, long count, string table, string column);

    [LoggerMessage(1103, LogLevel.Information, "The master keys are now {Fingerprints}; the first seals.")]
    public static partial void MasterKeysChanged(ILogger logger, string fingerprints);

    [LoggerMessage(1104, LogLevel.Error, "The master keys in force stay: {Problem}")]
    public static partial void MasterKeysRefused(ILogger logger, string problem);

    [LoggerMessage(1105, LogLevel.Error, "Master key {Fingerprint} was removed while {Count} values are sealed under it; this server opens with it until they are sealed again.")]
    public static partial void MasterKeyKept(ILogger logger, string fingerprint, long count);

    [LoggerMessage(1106, LogLevel.Warning, "Sealing again under the new master key broke off; it is tried again.")]
    public static partial void ResealingFailed(ILogger logger, Exception exception);
}
