using Trace.Server.Storage;

namespace Trace.Server.Http;

/// <summary>A kept answer. <c>status</c> 409 means: created, but its answer held a secret.</summary>
public sealed record IdempotencyRow(
    long Scope, string IdempotencyKey, byte[] RequestHash, long Status, string? Location, byte[] Body, long CreatedAt);

public static class IdempotencyStore
{
    private const string Find =
        """
        SELECT
            scope AS Scope,
            idempotency_key AS IdempotencyKey,
            request_hash AS RequestHash,
            status AS Status,
            location AS Location,
            body AS Body,
            created_at AS CreatedAt
        FROM idempotency
        WHERE scope = @Scope AND idempotency_key = @Key;
        """;

    private const string Add =
        """
        INSERT INTO idempotency (scope, idempotency_key, request_hash, status, location, body, created_at)
        VALUES (@Scope, @IdempotencyKey, @RequestHash, @Status, @Location, @Body, @CreatedAt);
        """;

    public static Task<IdempotencyRow?> FindAsync(Session session, long scope, string key) =>
        session.FindAsync<IdempotencyRow>(Find, new { Scope = scope, Key = key });

    public static Task AddAsync(Session session, IdempotencyRow row) => session.ExecuteAsync(Add, row);

    /// <summary>Requests with one key run one after another, so that the second finds the first's answer. SQLite has one writer anyway.</summary>
    public static Task TakeTurnAsync(Session session, long scope, string key) => session.Dialect == Dialect.Postgres
        ? session.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtextextended(@Key, @Scope));", new { Key = key, Scope = scope })
        : Task.CompletedTask;

    public static Task ForgetBeforeAsync(Session session, long createdAt) =>
        session.ExecuteAsync("DELETE FROM idempotency WHERE created_at < @CreatedAt;", new { CreatedAt = createdAt });
}
