using System.Collections.Concurrent;

namespace Trace.Server.Storage;

/// <summary>Rows kept in memory. What is missing in the database is not remembered, so guesses cost no memory.</summary>
/// <remarks>
/// The entry is put in place before the row is read and removed after a change is committed, so whoever asks after a commit never
/// sees the row before it. However many ask, a row is read once.
/// </remarks>
public sealed class Cache<TKey, TValue>
    where TKey : notnull
    where TValue : class
{
    private readonly Func<TKey, TValue?, Task<TValue?>> _load;
    private readonly long _capacity;
    private readonly Func<TValue, long> _weigh;
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private long _weight;

    public Cache(Func<TKey, Task<TValue?>> load, long capacity)
        : this((key, _) => load(key), capacity)
    {
    }

    /// <param name="load">Reads one row; with the value before it where that one is only to be brought up to date.</param>
    /// <param name="capacity">The most that all entries may weigh together.</param>
    /// <param name="weigh">What an entry weighs; 1 if left out.</param>
    public Cache(Func<TKey, TValue?, Task<TValue?>> load, long capacity, Func<TValue, long>? weigh = null)
    {
        _load = load;
        _capacity = capacity;
        _weigh = weigh ?? (static _ => 1);
    }

    public ValueTask<TValue?> GetAsync(TKey key)
    {
        if (_entries.TryGetValue(key, out var known) && known.IsLoaded)
            return new(known.Load.Value.Result);
        return new(LoadAsync(key));
    }

    public void Forget(TKey key)
    {
        if (_entries.TryRemove(key, out var entry))
            Unweigh(entry);
    }

    public void ForgetAll()
    {
        foreach (var (key, _) in _entries)
            Forget(key);
    }

    /// <summary>Like <see cref="Forget"/>, but what is known is a start: whoever asks next brings it up to date.</summary>
    public void Renew(TKey key)
    {
        while (_entries.TryGetValue(key, out var old))
        {
            // Nobody asked since the last time: its row will be read after this change too.
            if (!old.IsStarted)
                return;
            if (!_entries.TryUpdate(key, new Entry(() => LoadAsync(key, old)), old))
                continue;
            Unweigh(old);
            return;
        }
    }

    private async Task<TValue?> LoadAsync(TKey key)
    {
        var entry = _entries.GetOrAdd(key, static (key, load) => new Entry(() => load(key, null)), _load);
        TValue? value = null;
        try
        {
            value = await entry.Load.Value;
            return value;
        }
        finally
        {
            if (value == null)
                _entries.TryRemove(KeyValuePair.Create(key, entry));
            else
                Weigh(key, entry, value);
        }
    }

    private async Task<TValue?> LoadAsync(TKey key, Entry old)
    {
        TValue? known;
        try
        {
            known = await old.Load.Value;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Whoever asked for it was told.
            known = null;
        }

        return await _load(key, known);
    }

    /// <summary>All who waited for an entry come here; it is counted once.</summary>
    private void Weigh(TKey key, Entry entry, TValue value)
    {
        var weight = _weigh(value);
        if (Interlocked.CompareExchange(ref entry.Weight, weight, 0) != 0)
            return;
        var total = Interlocked.Add(ref _weight, weight);
        if (!_entries.TryGetValue(key, out var current) || !ReferenceEquals(current, entry))
            Unweigh(entry);
        else if (total > _capacity)
            Trim(key);
    }

    /// <summary>Which go does not matter much: what is in use is read again. A tenth at once, so that this is rare.</summary>
    private void Trim(TKey keep)
    {
        foreach (var (key, entry) in _entries)
        {
            if (Volatile.Read(ref _weight) <= _capacity - _capacity / 10)
                return;
            if (entry.IsLoaded && !EqualityComparer<TKey>.Default.Equals(key, keep) && _entries.TryRemove(KeyValuePair.Create(key, entry)))
                Unweigh(entry);
        }
    }

    private void Unweigh(Entry entry) => Interlocked.Add(ref _weight, -Interlocked.Exchange(ref entry.Weight, 0));

    private sealed class Entry
    {
        private volatile bool _isStarted;

        public Entry(Func<Task<TValue?>> load) => Load = new Lazy<Task<TValue?>>(() =>
        {
            _isStarted = true;
            return load();
        });

        /// <summary>What it counts in the sum; 0 before it is loaded and after it is gone.</summary>
        public long Weight;

        public Lazy<Task<TValue?>> Load { get; }

        /// <summary>False means that whatever it will read is not read yet.</summary>
        public bool IsStarted => _isStarted;

        public bool IsLoaded => Load is { IsValueCreated: true, Value.IsCompletedSuccessfully: true };
    }
}
