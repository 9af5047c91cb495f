namespace Trace.Server.Storage;

/// <summary>The mark on a PostgreSQL database that <c>trace copy</c> fills: there from its first moment until everything is in it and was verified.</summary>
/// <remarks>A table that is no migration's: it is dropped by the transaction that ends the copy. No server starts beside it.</remarks>
public static class UnfinishedCopy
{
    public const string TableName = "unfinished_copy";

    private const string Create =
        """
        CREATE TABLE unfinished_copy (scans_to BIGINT NOT NULL);
        INSERT INTO unfinished_copy (scans_to) VALUES (0);
        """;

    /// <exception cref="InvalidOperationException">The database is half a copy.</exception>
    public static async Task RefuseAsync(Database database)
    {
        if (database.Dialect == Dialect.Postgres && await database.ReadAsync(FindAsync) != null)
            throw new InvalidOperationException("This database is an unfinished copy of a SQLite deployment. Run `trace copy` again with the old server stopped, or begin with an empty database.");
    }

    /// <summary>Up to which scan of the source all are there; null for a database that is no unfinished copy.</summary>
    public static async Task<long?> FindAsync(Session session) =>
        await session.FindAsync<bool>("SELECT to_regclass('unfinished_copy') IS NOT NULL;")
            ? await session.FindAsync<long>("SELECT scans_to FROM unfinished_copy;")
            : null;

    public static Task BeginAsync(Session session) => session.ExecuteAsync(Create);

    public static Task SetScansAsync(Session session, long to) => session.ExecuteAsync("UPDATE unfinished_copy SET scans_to = @To;", new { To = to });

    public static Task EndAsync(Session session) => session.ExecuteAsync("DROP TABLE unfinished_copy;");
}
