using Trace.Server.Storage;

namespace Trace.Server.Dossiers;

/// <summary>The table <c>evidence_key</c>.</summary>
internal static class PackKeysStore
{
    public const string Columns =
        """
        SELECT
            key_number AS KeyNumber,
            name AS Name,
            public_key AS PublicKey,
            sealed_key AS SealedKey,
            created_at AS CreatedAt
        FROM evidence_key
        """;

    private const string Add =
        """
        INSERT INTO evidence_key (
            key_number,
            name,
            public_key,
            sealed_key,
            created_at)
        VALUES (
            @KeyNumber,
            @Name,
            @PublicKey,
            @SealedKey,
            @CreatedAt)
        ON CONFLICT DO NOTHING;
        """;

    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<PackKeyRow>> ListAsync(Session session) => session.ListAsync<PackKeyRow>($"{Columns} ORDER BY key_number DESC;");

    public static Task AddAsync(Session session, PackKeyRow row) => session.ExecuteAsync(Add, row);
}
