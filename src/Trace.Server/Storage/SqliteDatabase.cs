using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Trace.Server.Storage;

/// <summary>SQLite in one file: WAL, <c>synchronous=FULL</c>, one writer at a time, readers beside it.</summary>
/// <remarks>The writer's connection stays open, with the statements that were prepared for it, until something fails that is no matter of the rows.</remarks>
public sealed class SqliteDatabase(string path) : Database
{
    /// <summary>
    /// 16 MiB of pages in memory; and the writer moves the log into the file itself only when it has grown to 64 MiB, of which <see cref="CheckpointAsync"/>
    /// left it little to do: whoever waits for a commit should not wait for that.
    /// </summary>
    private const string WriterPragmas =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16384;";

    private readonly SemaphoreSlim _turn = new(1, 1);

    private readonly string _readers = ConnectionString(path, pooling: true);

    private SqliteConnection? _writer;
    private FileStream? _alone;

    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Makes the file with its owner's rights alone; SQLite gives the files beside it the same.</summary>
    public static SqliteDatabase In(string folder)
    {
        var path = Path.Combine(folder, FileName);
        PrivateFile.Create(path);
        return new SqliteDatabase(path);
    }

    /// <summary>A server keeps in memory what the file holds.</summary>
    public override void TakeAlone()
    {
        try
        {
            _alone ??= PrivateFile.OpenAlone(Path.Combine(Path.GetDirectoryName(path)!, "server.lock"));
        }
        catch (IOException exception) when (PrivateFile.IsInUse(exception))
        {
            throw new InvalidOperationException($"Another server works on {path}. Several servers need one PostgreSQL (--database).", exception);
        }
    }

    /// <summary>Moves what was committed from the log into the file, beside the writer.</summary>
    public Task CheckpointAsync() => ReadAsync(session => session.ExecuteAsync("PRAGMA wal_checkpoint(PASSIVE);"));

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) => await OpenAsync(_readers, pragmas: null, cancellationToken);

    protected override async Task<T> TransactAsync<T>(
        Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _writer ??= await OpenAsync(ConnectionString(path, pooling: false), WriterPragmas, cancellationToken);
            await using var transaction = _writer.BeginTransaction();
            var session = new Session(_writer, transaction, Dialect);
            try
            {
                var result = await write(session);
                if (commits(result))
                    transaction.Commit();
                return result;
            }
            finally
            {
                Changes.Apply(session.Changes);
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode != raw.SQLITE_CONSTRAINT)
        {
            await CloseWriterAsync();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One that does not ask for the writer's turn: its first read says what it sees from then on.</summary>
    protected override ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        new(((SqliteConnection)connection).BeginTransaction(deferred: true));

    public override async ValueTask DisposeAsync()
    {
        await CloseWriterAsync();
        SqliteConnection.ClearPool(new SqliteConnection(_readers));
        if (_alone != null)
            await _alone.DisposeAsync();
        _turn.Dispose();
    }

    private static string ConnectionString(string path, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10, Pooling = pooling }.ToString();

    private static async ValueTask<SqliteConnection> OpenAsync(string connectionString, string? pragmas, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            if (pragmas != null)
                await connection.ExecuteAsync(pragmas);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async ValueTask CloseWriterAsync()
    {
        if (_writer is { } writer)
        {
            _writer = null;
            await writer.DisposeAsync();
        }
    }
}
