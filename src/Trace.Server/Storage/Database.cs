using System.Data.Common;

namespace Trace.Server.Storage;

/// <summary>Where everything is kept. A read sees committed rows; a write is one transaction, durable when the call returns. Also part of the command line tool.</summary>
public abstract class Database : IAsyncDisposable
{
    public const string FileName = "trace.db";

    public abstract Dialect Dialect { get; }

    /// <summary>Where caches hear what they have to forget.</summary>
    public Changes Changes { get; } = new();

    public async Task<T> ReadAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await read(new Session(connection, transaction: null, Dialect));
    }

    /// <summary>Reads all as it was at one moment, however long that takes and whatever is committed meanwhile.</summary>
    /// <remarks>For what reads for minutes and rarely: until it ends, SQLite keeps its log and PostgreSQL its old rows.</remarks>
    public async Task<T> ReadAtOnceAsync<T>(Func<Session, Task<T>> read, CancellationToken cancellationToken = default)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await BeginSnapshotAsync(connection, cancellationToken);
        return await read(new Session(connection, transaction, Dialect));
    }

    /// <summary>Runs the function in a transaction and commits. An exception rolls back, and nothing has changed.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> write, CancellationToken cancellationToken = default) =>
        TransactAsync(write, static _ => true, cancellationToken);

    /// <summary>The same, but commits only what it is told to.</summary>
    public Task<T> WriteAsync<T>(Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken = default) =>
        TransactAsync(write, commits, cancellationToken);

    public Task WriteAsync(Func<Session, Task> write, CancellationToken cancellationToken = default) =>
        WriteAsync(
            async session =>
            {
                await write(session);
                return 0;
            },
            cancellationToken);

    /// <summary>Keeps other servers away where only one may work; before anything is read or changed.</summary>
    public virtual void TakeAlone()
    {
    }

    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    protected abstract ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected abstract Task<T> TransactAsync<T>(
        Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken);

    /// <summary>Without a connection string SQLite in the data folder; with one PostgreSQL.</summary>
    public static Database Create(string? connectionString, string dataFolder) =>
        string.IsNullOrWhiteSpace(connectionString)
            ? SqliteDatabase.In(dataFolder)
            : new PostgresDatabase(connectionString);
}
