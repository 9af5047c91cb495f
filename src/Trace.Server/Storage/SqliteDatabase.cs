using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Trace.Server.Storage;

/// <summary>SQLite in one file: WAL, <c>synchronous=FULL</c>, one writer at a time, readers beside it.</summary>
public sealed class SqliteDatabase(string path) : Database
{
    private readonly SemaphoreSlim _writer = new(1, 1);

    private readonly string _connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = path,
        ForeignKeys = true,
        DefaultTimeout = 10,
    }.ToString();

    public override Dialect Dialect => Dialect.Sqlite;

    /// <summary>Makes the file with its owner's rights alone; SQLite gives the files beside it the same.</summary>
    public static SqliteDatabase In(string folder)
    {
        var path = Path.Combine(folder, FileName);
        PrivateFile.Create(path);
        return new SqliteDatabase(path);
    }

    protected override async Task<T> TransactAsync<T>(
        Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            return await TransactOnceAsync(write, commits, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public override ValueTask DisposeAsync()
    {
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        _writer.Dispose();
        return ValueTask.CompletedTask;
    }
}
