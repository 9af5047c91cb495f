using System.Collections.Concurrent;

namespace Trace.Server.Storage;

/// <summary>Rows kept in memory. What is missing in the database is not remembered, so guesses cost no memory.</summary>
/// <remarks>
/// The entry is put in place before the row is read and removed after a change is committed, so whoever asks after a commit never
/// sees the row before it.
/// </remarks>
public sealed class Cache<TKey, TValue>(Func<TKey, Task<TValue?>> load, int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue?>>> _entries = new();

    public ValueTask<TValue?> GetAsync(TKey key)
    {
        if (_entries.TryGetValue(key, out var known) && known is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            return new(known.Value.Result);
        return new(LoadAsync(key));
    }

    public void Forget(TKey key) => _entries.TryRemove(key, out _);

    private async Task<TValue?> LoadAsync(TKey key)
    {
        if (_entries.Count >= capacity)
            _entries.Clear();
        var entry = _entries.GetOrAdd(key, static (k, load) => new Lazy<Task<TValue?>>(() => load(k)), load);
        var keep = false;
        try
        {
            var value = await entry.Value;
            keep = value != null;
            return value;
        }
        finally
        {
            if (!keep)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
        }
    }
}
