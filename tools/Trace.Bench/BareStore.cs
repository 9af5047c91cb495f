using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Trace.Bench;

/// <summary>What the disk and the database allow at best: one connection appends groups of rows of about a scan's size, and commits each durably.</summary>
internal sealed class BareStore : IAsyncDisposable
{
    /// <summary>As many scans as can wait at once when there are so many connections.</summary>
    public const int GroupSize = LoadGenerator.Connections;

    private const int RowBytes = 100;
    private readonly string? _folder;
    private readonly DbConnection _connection;
    private DbCommand? _insert;

    private BareStore(string name, DbConnection connection, string? folder)
    {
        Name = name;
        _connection = connection;
        _folder = folder;
    }

    public string Name { get; }

    public static BareStore OnSqlite()
    {
        var folder = Directory.CreateTempSubdirectory("trace-bench-").FullName;
        return new BareStore("SQLite alone, synchronous=FULL", new SqliteConnection($"Data Source={folder}/commits.db;Pooling=false"), folder);
    }

    public static BareStore OnPostgres(string connectionString) =>
        new("PostgreSQL alone, one statement", new NpgsqlConnection(connectionString), folder: null);

    /// <summary>Rows per second.</summary>
    public async Task<double> RateAsync(TimeSpan duration)
    {
        _insert ??= await PrepareAsync();
        var groups = 0;
        var started = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(started) < duration; groups++)
            await CommitAsync(_insert);
        return groups * (double)GroupSize / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        if (_insert != null)
            await _insert.DisposeAsync();
        await _connection.DisposeAsync();
        if (_folder != null)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task CommitAsync(DbCommand insert)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        insert.Transaction = transaction;
        // SQLite runs in this process, so a statement a row costs it no round trip.
        for (var i = 0; i < (_connection is SqliteConnection ? GroupSize : 1); i++)
            await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private async Task<DbCommand> PrepareAsync()
    {
        await _connection.OpenAsync();
        var isSqlite = _connection is SqliteConnection;
        await using (var create = _connection.CreateCommand())
        {
            create.CommandText = isSqlite
                ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;"
                : "CREATE TABLE entry (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, content BYTEA NOT NULL);";
            await create.ExecuteNonQueryAsync();
        }

        var insert = _connection.CreateCommand();
        insert.CommandText = isSqlite
            ? "INSERT INTO entry (content) VALUES (@Content);"
            : "INSERT INTO entry (content) SELECT unnest(@Content);";
        var content = insert.CreateParameter();
        content.ParameterName = "Content";
        var row = new byte[RowBytes];
        content.Value = isSqlite ? row : Enumerable.Repeat(row, GroupSize).ToArray();
        insert.Parameters.Add(content);
        await insert.PrepareAsync();
        return insert;
    }
}
