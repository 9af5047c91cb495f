using System.Data.Common;
using Npgsql;

namespace Trace.Server.Storage;

/// <summary>PostgreSQL. Two transactions that wait for each other, or could not be ordered, are tried again.</summary>
public sealed class PostgresDatabase(string connectionString) : Database
{
    private const int Attempts = 5;

    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(connectionString);

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

    public override ValueTask DisposeAsync() => _source.DisposeAsync();
}
