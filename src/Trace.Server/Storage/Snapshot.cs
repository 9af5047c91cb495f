namespace Trace.Server.Storage;

/// <summary>One value made from the database and kept until it is forgotten; made once, however many ask.</summary>
/// <remarks>As with <see cref="Cache{TKey,TValue}"/>, whoever asks after a commit never gets a value from before it.</remarks>
public sealed class Snapshot<T>(Func<Task<T>> load)
    where T : class
{
    private readonly Lock _gate = new();
    private Task<T>? _current;

    public ValueTask<T> GetAsync() =>
        Volatile.Read(ref _current) is { IsCompletedSuccessfully: true } made ? new(made.Result) : new(LoadAsync());

    public void Forget()
    {
        lock (_gate)
            _current = null;
    }

    private Task<T> LoadAsync()
    {
        lock (_gate)
        {
            if (_current is { IsFaulted: false, IsCanceled: false })
                return _current;
            // SQLite reads on the calling thread; nobody else shall wait at the gate for it.
            return _current = Task.Run(load);
        }
    }
}
