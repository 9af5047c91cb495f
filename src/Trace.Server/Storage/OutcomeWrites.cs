using Trace.Server.Http;

namespace Trace.Server.Storage;

public static class OutcomeWrites
{
    /// <summary>A write that a failure rolls back, as an exception does.</summary>
    public static Task<Outcome<T>> TryWriteAsync<T>(
        this Database database, Func<Session, Task<Outcome<T>>> write, CancellationToken cancellationToken = default) =>
        database.WriteAsync(write, static outcome => outcome.TryGet(out _, out _), cancellationToken);
}
