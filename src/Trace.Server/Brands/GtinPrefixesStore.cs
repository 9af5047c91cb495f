using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>A row of <c>gtin_prefix</c>.</summary>
public sealed record GtinPrefixRow(string Prefix, long BrandId, long CreatedAt);

public static class GtinPrefixesStore
{
    private const string Columns = "SELECT prefix AS Prefix, brand_id AS BrandId, created_at AS CreatedAt FROM gtin_prefix";

    private const string Put =
        """
        INSERT INTO gtin_prefix (prefix, brand_id, created_at)
        VALUES (@Prefix, @BrandId, @CreatedAt)
        ON CONFLICT (prefix) DO UPDATE SET brand_id = excluded.brand_id;
        """;

    public static Task<GtinPrefixRow?> FindAsync(Session session, string prefix) =>
        session.FindAsync<GtinPrefixRow>($"{Columns} WHERE prefix = @Prefix;", new { Prefix = prefix });

    /// <summary>Whether the longest reserved prefix of a GTIN is another brand's.</summary>
    public static async Task<bool> IsReservedForAnotherAsync(Session session, string gtin, long brandId) =>
        await FindHolderAsync(session, gtin) is { } holder && holder != brandId;

    /// <summary>The brand of the longest reserved prefix of a GTIN.</summary>
    public static Task<long?> FindHolderAsync(Session session, string gtin)
    {
        // The first of the 14 digits says which pack it is; the company prefix begins behind it (GS1 General Specifications, 2.1).
        var prefixes = Enumerable.Range(GtinPrefixesApi.MinLength, GtinPrefixesApi.MaxLength - GtinPrefixesApi.MinLength + 1)
            .Select(length => gtin.Substring(1, length)).ToArray();
        return session.FindAsync<long?>(
            $"SELECT brand_id FROM gtin_prefix WHERE prefix {session.AnyOf("@Prefixes")} ORDER BY LENGTH(prefix) DESC LIMIT 1;", new { Prefixes = prefixes });
    }

    public static Task PutAsync(Session session, GtinPrefixRow row) => session.ExecuteAsync(Put, row);

    public static Task RemoveAsync(Session session, string prefix) =>
        session.ExecuteAsync("DELETE FROM gtin_prefix WHERE prefix = @Prefix;", new { Prefix = prefix });

    public static Task<IReadOnlyList<string>> ListOfBrandAsync(Session session, long brandId) => session.ListAsync<string>(
        "SELECT prefix FROM gtin_prefix WHERE brand_id = @BrandId ORDER BY prefix;", new { BrandId = brandId });

    public static Task<IReadOnlyList<GtinPrefixRow>> ListAsync(Session session, string after, int limit) => session.ListAsync<GtinPrefixRow>(
        $"{Columns} WHERE prefix > @After ORDER BY prefix LIMIT @Limit;", new { After = after, Limit = limit });
}
