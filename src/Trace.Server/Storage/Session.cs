using System.Data.Common;
using Dapper;
using Npgsql;

namespace Trace.Server.Storage;

/// <summary>One open connection, and the transaction it is in if it writes.</summary>
public sealed class Session(DbConnection connection, DbTransaction? transaction, Dialect dialect)
{
    private HashSet<Change>? _changes;

    public Dialect Dialect => dialect;

    public DbConnection Connection => connection;

    public DbTransaction? Transaction => transaction;

    /// <summary>Whether <see cref="ExecuteAndCommitAsync"/> has ended the transaction.</summary>
    public bool IsCommitted { get; private set; }

    /// <summary>What this transaction changed of what servers keep in memory.</summary>
    public IReadOnlyCollection<Change> Changes => _changes ?? (IReadOnlyCollection<Change>)[];

    /// <summary>
    /// <c>column {AnyOf("@Ids")}</c>: Dapper writes a list out for SQLite, and hands PostgreSQL an array.
    /// </summary>
    public string AnyOf(string parameter) => dialect == Dialect.Postgres ? $"= ANY({parameter})" : $"IN {parameter}";

    /// <summary>Ends a SELECT of one row that the same transaction changes; SQLite has one writer at a time anyway.</summary>
    public string ForUpdate => dialect == Dialect.Postgres ? " FOR UPDATE" : "";

    /// <summary>Stores say here which row they change that a cache may hold.</summary>
    public void Announce(string kind, string id = "") => (_changes ??= []).Add(new Change(kind, id));

    public Task<int> ExecuteAsync(string sql, object? parameters = null) =>
        connection.ExecuteAsync(sql, parameters, transaction);

    /// <summary>The same, however long it takes: for scripts over all there is, and for waiting until others are done.</summary>
    public Task<int> ExecuteLongAsync(string sql, object? parameters = null) =>
        connection.ExecuteAsync(sql, parameters, transaction, commandTimeout: 0);

    /// <summary>On PostgreSQL: the last statements of a transaction that announces nothing. The commit travels with them and saves a round trip.</summary>
    public async Task ExecuteAndCommitAsync(params NpgsqlBatchCommand[] statements)
    {
        if (dialect != Dialect.Postgres || Changes.Count > 0)
            throw new InvalidOperationException("What this transaction announces would be lost.");
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction?)transaction);
        foreach (var statement in statements)
            batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync();
        IsCommitted = true;
    }

    public Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        connection.QueryFirstOrDefaultAsync<T>(sql, parameters, transaction);

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object? parameters = null) =>
        (await connection.QueryAsync<T>(sql, parameters, transaction)).AsList();

    /// <summary>Rows one by one, never all in memory. The first may be long in coming where few of many rows are meant.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql, object? parameters = null) =>
        connection.QueryUnbufferedAsync<T>(sql, parameters, transaction, commandTimeout: 0);
}
