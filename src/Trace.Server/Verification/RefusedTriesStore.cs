using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>A row of <c>refused_try</c>: tries of one brand in one hour (hours since 1970) with one reason.</summary>
public sealed record RefusedTryRow(long Hour, string Reason, long Tries);

public static class RefusedTriesStore
{
    private const string Add =
        """
        INSERT INTO refused_try (brand_id, hour, reason, tries)
        VALUES (@BrandId, @Hour, @Reason, @Tries)
        ON CONFLICT (brand_id, hour, reason) DO UPDATE SET tries = refused_try.tries + excluded.tries;
        """;

    /// <summary>Codes of a revoked key are no guesses: somebody has them.</summary>
    private const string ListGuesses =
        """
        SELECT
            brand_id AS BrandId,
            tries AS Guesses
        FROM refused_try
        WHERE hour = @Hour AND reason NOT IN ('limited', 'key_revoked') AND brand_id
        """;

    private const string List =
        """
        SELECT
            hour AS Hour,
            reason AS Reason,
            tries AS Tries
        FROM refused_try
        WHERE brand_id = @BrandId AND hour IN (
            SELECT DISTINCT hour
            FROM refused_try
            WHERE brand_id = @BrandId AND hour < @Before
            ORDER BY hour DESC
            LIMIT @Limit)
        ORDER BY hour DESC, tries DESC, reason;
        """;

    public static Task AddAsync(Session session, long brandId, long hour, string reason, long tries) =>
        session.ExecuteAsync(Add, new { BrandId = brandId, Hour = hour, Reason = reason, Tries = tries });

    public static async Task<IReadOnlyList<(long BrandId, long Guesses)>> SumGuessesAsync(Session session, long hour, IReadOnlyCollection<long> brandIds)
    {
        var rows = await session.ListAsync<GuessesRow>($"{ListGuesses} {session.AnyOf("@BrandIds")};", new { Hour = hour, BrandIds = brandIds.ToArray() });
        return rows.GroupBy(row => row.BrandId).Select(brand => (brand.Key, brand.Sum(row => row.Guesses))).ToList();
    }

    /// <param name="session">A session.</param>
    /// <param name="brandId">The brand; 0 for tries that name none.</param>
    /// <param name="before">Only hours before this one.</param>
    /// <param name="limit">How many hours, the newest first.</param>
    public static Task<IReadOnlyList<RefusedTryRow>> ListAsync(Session session, long brandId, long before, int limit) =>
        session.ListAsync<RefusedTryRow>(List, new { BrandId = brandId, Before = before, Limit = limit });

    public static Task RemoveAsync(Session session, long brandId, long beforeHour) => session.ExecuteAsync(
        "DELETE FROM refused_try WHERE brand_id = @BrandId AND hour < @BeforeHour;", new { BrandId = brandId, BeforeHour = beforeHour });

    private sealed record GuessesRow(long BrandId, long Guesses);
}
