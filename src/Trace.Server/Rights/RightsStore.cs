using Trace.Server.Storage;

namespace Trace.Server.Rights;

/// <summary>The rights of brands; every statement names the brand.</summary>
public static class RightsStore
{
    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            right_id AS RightId,
            kind AS Kind,
            office AS Office,
            number AS Number,
            title AS Title,
            territory AS Territory,
            classes AS Classes,
            valid_from AS ValidFrom,
            valid_until AS ValidUntil,
            withdrawn_on AS WithdrawnOn,
            owner AS Owner,
            certificate_file AS CertificateFile,
            power_file AS PowerFile,
            used_at AS UsedAt,
            created_at AS CreatedAt
        FROM brand_right
        """;

    private const string Add =
        """
        INSERT INTO brand_right (
            brand_id, right_id, kind, office, number, title, territory, classes, valid_from, valid_until, withdrawn_on, owner, certificate_file, power_file, used_at, created_at)
        VALUES (
            @BrandId, @RightId, @Kind, @Office, @Number, @Title, @Territory, @Classes, @ValidFrom, @ValidUntil, @WithdrawnOn, @Owner, @CertificateFile, @PowerFile, @UsedAt, @CreatedAt);
        """;

    private const string Update =
        """
        UPDATE brand_right
        SET
            kind = @Kind,
            office = @Office,
            number = @Number,
            title = @Title,
            territory = @Territory,
            classes = @Classes,
            valid_from = @ValidFrom,
            valid_until = @ValidUntil,
            withdrawn_on = @WithdrawnOn,
            owner = @Owner,
            certificate_file = @CertificateFile,
            power_file = @PowerFile
        WHERE brand_id = @BrandId AND right_id = @RightId;
        """;

    private static string Use(Session session) =>
        $"""
        UPDATE brand_right
        SET
            used_at = COALESCE(used_at, @Now)
        WHERE brand_id = @BrandId AND right_id {session.AnyOf("@Ids")};
        """;

    public static Task AddAsync(Session session, RightRow row) => session.ExecuteAsync(Add, row);

    public static Task UpdateAsync(Session session, RightRow row) => session.ExecuteAsync(Update, row);

    public static Task<RightRow?> FindAsync(Session session, long brandId, long rightId) =>
        session.FindAsync<RightRow>($"{Columns} WHERE brand_id = @BrandId AND right_id = @RightId;", new { BrandId = brandId, RightId = rightId });

    /// <summary>The same, and nobody else changes the row until this transaction ends.</summary>
    public static Task<RightRow?> FindToChangeAsync(Session session, long brandId, long rightId) =>
        session.FindAsync<RightRow>($"{Columns} WHERE brand_id = @BrandId AND right_id = @RightId{session.ForUpdate};", new { BrandId = brandId, RightId = rightId });

    public static Task<IReadOnlyList<RightRow>> FindAllAsync(Session session, long brandId, IReadOnlyCollection<long> ids) =>
        session.ListAsync<RightRow>($"{Columns} WHERE brand_id = @BrandId AND right_id {session.AnyOf("@Ids")} ORDER BY created_at, right_id;", new { BrandId = brandId, Ids = ids.ToArray() });

    /// <summary>Newest first, before a place in the list.</summary>
    public static Task<IReadOnlyList<RightRow>> ListAsync(Session session, long brandId, (long Time, long Id) before, int limit) => session.ListAsync<RightRow>(
        $"""
        {Columns}
        WHERE brand_id = @BrandId AND (created_at < @Time OR (created_at = @Time AND right_id < @Id))
        ORDER BY created_at DESC, right_id DESC
        LIMIT @Limit;
        """,
        new { BrandId = brandId, before.Time, before.Id, Limit = limit });

    /// <summary>All of a brand, one by one, the oldest first.</summary>
    public static IAsyncEnumerable<RightRow> StreamAsync(Session session, long brandId) =>
        session.StreamAsync<RightRow>($"{Columns} WHERE brand_id = @BrandId ORDER BY created_at, right_id;", new { BrandId = brandId });

    /// <summary>How many of these there are: from now on they stay.</summary>
    public static Task<int> UseAsync(Session session, long brandId, IReadOnlyCollection<long> ids, long now) =>
        session.ExecuteAsync(Use(session), new { BrandId = brandId, Ids = ids.ToArray(), Now = now });

    public static Task RemoveAsync(Session session, RightRow row) =>
        session.ExecuteAsync("DELETE FROM brand_right WHERE brand_id = @BrandId AND right_id = @RightId AND used_at IS NULL;", row);
}
