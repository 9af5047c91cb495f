namespace Trace.Server.RateLimits;

/// <summary>Where a key stands in its window.</summary>
/// <param name="Allowed">Whether this request is within the quota.</param>
/// <param name="Remaining">How many more are.</param>
/// <param name="ResetSeconds">Until the window ends and the quota is whole again.</param>
public readonly record struct LimitState(bool Allowed, int Remaining, int ResetSeconds);

/// <summary>Counts requests by key in windows of fixed length, in a table of fixed size.</summary>
/// <remarks>
/// A key has eight places it may be in. A new key takes one that is free or whose window is over, else the one with the fewest requests: under
/// a flood of addresses those that ask most stay counted, and the memory stays what it was. The hash of a key differs from process to process.
/// </remarks>
public sealed class WindowCounters(Quota quota, TimeProvider clock)
{
    public const int Capacity = 1 << 16;

    private const int Places = 8;
    private const int Locks = 64;

    private readonly Entry[] _entries = new Entry[Capacity];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];
    private readonly long _start = clock.GetTimestamp();

    /// <summary>Counts one request, unless it is past the quota.</summary>
    public LimitState Take(UInt128 key) => Look(key, takes: true);

    /// <summary>What <see cref="Take"/> would say, without counting.</summary>
    public LimitState Peek(UInt128 key) => Look(key, takes: false);

    private LimitState Look(UInt128 key, bool takes)
    {
        // 0 is no time: a place that was never used.
        var now = (long)clock.GetElapsedTime(_start).TotalMilliseconds + 1;
        var set = (key.GetHashCode() & int.MaxValue) % (Capacity / Places);
        lock (_locks[set % Locks])
        {
            var places = _entries.AsSpan(set * Places, Places);
            ref var entry = ref Find(places, key, now, out var found);
            if (!found)
            {
                if (!takes)
                    return new LimitState(Allowed: true, quota.Requests, quota.WindowSeconds);
                entry = new Entry { Key = key, EndsAt = now + quota.WindowSeconds * 1000L };
            }

            var allowed = entry.Count < quota.Requests;
            if (allowed && takes)
                entry.Count++;
            return new LimitState(allowed, quota.Requests - entry.Count, (int)((entry.EndsAt - now + 999) / 1000));
        }
    }

    /// <summary>The place of the key, or the one it may take.</summary>
    private static ref Entry Find(Span<Entry> places, UInt128 key, long now, out bool found)
    {
        var best = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var isRunning = places[i].EndsAt > now;
            if (isRunning && places[i].Key == key)
            {
                found = true;
                return ref places[i];
            }

            if (!isRunning)
                places[i].Count = 0;
            if (places[i].Count < places[best].Count)
                best = i;
        }

        found = false;
        return ref places[best];
    }

    private struct Entry
    {
        public UInt128 Key;
        public long EndsAt;
        public int Count;
    }
}
