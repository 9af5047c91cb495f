using System.Data;
using System.Data.Common;
using Npgsql;

namespace Trace.Server.Storage;

/// <summary>PostgreSQL. Two transactions that wait for each other, or could not be ordered, are tried again.</summary>
public sealed class PostgresDatabase(string connectionString) : Database
{
    private const int Attempts = 5;
    private const int PreparedStatements = 50;

    private readonly NpgsqlDataSource _source = CreateSource(connectionString);

    public override Dialect Dialect => Dialect.Postgres;

    protected override async Task<T> TransactAsync<T>(
        Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TransactOnceAsync(write, commits, cancellationToken);
            }
            catch (PostgresException exception) when (attempt < Attempts
                && exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5 * attempt), cancellationToken);
            }
        }
    }

    public override async ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    protected override async ValueTask<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    private async Task<T> TransactOnceAsync<T>(
        Func<Session, Task<T>> write, Func<T, bool> commits, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var session = new Session(connection, transaction, Dialect);
        try
        {
            var result = await write(session);
            if (session.IsCommitted || !commits(result))
                return result;
            if (session.Changes.Count > 0)
                await ChangesStore.AddAsync(session, session.Changes);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        finally
        {
            Changes.Apply(session.Changes);
        }
    }

    private static NpgsqlDataSource CreateSource(string connectionString)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            // What is asked all the time is parsed and planned once a connection, not each time.
            if (settings.MaxAutoPrepare == 0 && !Says(connectionString, "Max Auto Prepare", "MaxAutoPrepare"))
                settings.MaxAutoPrepare = PreparedStatements;
            // What a transaction sets ends with it, so nothing has to be reset before the next one.
            if (!Says(connectionString, "No Reset On Close", "NoResetOnClose"))
                settings.NoResetOnClose = true;
            return NpgsqlDataSource.Create(settings);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new InvalidOperationException($"--database is not a connection string of PostgreSQL, such as \"Host=…;Database=…;Username=…\": {exception.Message}", exception);
        }
    }

    /// <summary>Npgsql's own builder says so of every setting it knows.</summary>
    private static bool Says(string connectionString, params ReadOnlySpan<string> names)
    {
        var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
        foreach (var name in names)
        {
            if (said.ContainsKey(name))
                return true;
        }

        return false;
    }

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
