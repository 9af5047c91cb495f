using System.Collections.Concurrent;

namespace Trace.Server.Storage;

/// <summary>What a transaction changed of what servers keep in memory.</summary>
/// <param name="Kind">A word of the store that announces it.</param>
/// <param name="Id">Which row; empty for all of its kind.</param>
public readonly record struct Change(string Kind, string Id = "");

/// <summary>From stores that change rows to the caches that hold them: on this server at the end of the transaction, on others within a second (<c>PostgresChanges</c>).</summary>
/// <remarks>
/// Stores announce a change in the transaction that makes it (<see cref="Session.Announce"/>). What is announced is forgotten whatever became of the
/// commit: a commit whose answer was lost may have happened, and a row read once too often does no harm.
/// </remarks>
public sealed class Changes
{
    private readonly ConcurrentDictionary<string, Action<string>> _forget = new();
    private Action? _forgetAll;

    /// <summary>To be called once by each cache.</summary>
    /// <param name="kind">What it listens to.</param>
    /// <param name="forget">Forgets one row, by the id of the change.</param>
    /// <param name="forgetAll">Forgets every row, when nobody knows which were changed.</param>
    public void On(string kind, Action<string> forget, Action forgetAll)
    {
        _forget.AddOrUpdate(kind, forget, (_, others) => others + forget);
        lock (_forget)
            _forgetAll += forgetAll;
    }

    public void Apply(Change change)
    {
        if (_forget.TryGetValue(change.Kind, out var forget))
            forget(change.Id);
    }

    public void Apply(IEnumerable<Change> changes)
    {
        foreach (var change in changes)
            Apply(change);
    }

    public void ForgetAll() => Volatile.Read(ref _forgetAll)?.Invoke();
}
