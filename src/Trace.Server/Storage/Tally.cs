using System.Collections.Concurrent;

namespace Trace.Server.Storage;

/// <summary>Counts in memory that are taken to be written, and put back when they could not be. Thread-safe.</summary>
public sealed class Tally<TKey>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, long> _counts = new();

    /// <summary>How many things are counted.</summary>
    public int Size => _counts.Count;

    public bool Holds(TKey key) => _counts.ContainsKey(key);

    public void Add(TKey key, long count = 1) => _counts.AddOrUpdate(key, count, (_, so) => so + count);

    /// <summary>All counts so far; counting begins anew.</summary>
    public IReadOnlyList<(TKey Key, long Count)> Take()
    {
        var taken = new List<(TKey Key, long Count)>();
        foreach (var key in _counts.Keys)
        {
            if (_counts.TryRemove(key, out var count))
                taken.Add((key, count));
        }

        return taken;
    }

    public void PutBack(IReadOnlyList<(TKey Key, long Count)> taken)
    {
        foreach (var (key, count) in taken)
            Add(key, count);
    }
}
