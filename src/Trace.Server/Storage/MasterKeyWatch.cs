using System.Data.Common;

namespace Trace.Server.Storage;

/// <summary>Takes up a changed <c>master.key</c> within seconds and has everything sealed again under its first key.</summary>
/// <remarks>
/// Seals again when the keys change and a minute later, for requests that began before, and both at start; never all the time: two servers with
/// different first keys would undo each other's work without end.
/// </remarks>
public sealed class MasterKeyWatch(MasterKeySource source, MasterKey masterKey, Resealing resealing, TimeProvider clock, ILogger<MasterKeyWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SecondPassAfter = TimeSpan.FromMinutes(1);

    /// <summary>Read and not in force yet: the database has to say first which keys are still needed.</summary>
    private MasterKeyRing? _next;

    /// <summary>What the file holds; in force may be more, while anything is sealed under a key that was removed from it.</summary>
    private MasterKeyRing? _asked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var due = new Queue<DateTimeOffset>();
        if (masterKey.Ring.Fingerprints.Count > 1)
            Plan(due);
        // How often to look is no matter of the clock that dates things.
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        do
        {
            try
            {
                if (await RereadAsync(stoppingToken))
                    Plan(due);
                if (due.TryPeek(out var next) && next <= clock.GetUtcNow())
                {
                    await resealing.RunAsync(stoppingToken);
                    due.Dequeue();
                    if (due.Count == 0 && _asked != null && _asked.Fingerprints.Count < masterKey.Ring.Fingerprints.Count)
                        await UseAsync(_asked, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException)
            {
                StorageLog.ResealingFailed(log, exception);
            }
        }
        while (await WaitAsync(timer, stoppingToken));
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Plan(Queue<DateTimeOffset> due)
    {
        due.Clear();
        due.Enqueue(clock.GetUtcNow());
        due.Enqueue(clock.GetUtcNow() + SecondPassAfter);
    }

    private async Task<bool> RereadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _next = source.Reread() ?? _next;
            if (_next == null)
                return false;
            await UseAsync(_next, cancellationToken);
            (_asked, _next) = (_next, null);
            return true;
        }
        catch (InvalidOperationException exception)
        {
            StorageLog.MasterKeysRefused(log, exception.Message);
            return false;
        }
    }

    private async Task UseAsync(MasterKeyRing ring, CancellationToken cancellationToken)
    {
        masterKey.Replace(await KeepNeededAsync(ring, cancellationToken));
        StorageLog.MasterKeysChanged(log, string.Join(", ", masterKey.Ring.Fingerprints));
    }

    /// <summary>A key that was removed too early would take brands' keys with it: while anything is sealed under it, it goes on opening.</summary>
    private async Task<MasterKeyRing> KeepNeededAsync(MasterKeyRing ring, CancellationToken cancellationToken)
    {
        var old = masterKey.Ring;
        var removed = old.Fingerprints.Except(ring.Fingerprints, StringComparer.Ordinal).ToList();
        if (removed.Count == 0)
            return ring;
        var counts = await resealing.CountAsync(old, cancellationToken);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (fingerprint, count) in old.Fingerprints.Zip(counts).Where(pair => removed.Contains(pair.First) && pair.Second > 0))
        {
            needed.Add(fingerprint);
            StorageLog.MasterKeyKept(log, fingerprint, count);
        }

        return ring.Keeping(old, needed);
    }
}
