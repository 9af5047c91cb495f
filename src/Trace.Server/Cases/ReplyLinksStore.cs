using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Links by which sellers answer. One is found by the hash of its token alone; the row says whose it is.</summary>
public static class ReplyLinksStore
{
    private const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            link_id AS LinkId,
            token_hash AS TokenHash,
            text_id AS TextId,
            created_at AS CreatedAt,
            expires_at AS ExpiresAt,
            used_at AS UsedAt,
            answer_id AS AnswerId,
            closed_at AS ClosedAt
        FROM case_reply_link
        """;

    private const string Add =
        """
        INSERT INTO case_reply_link (brand_id, case_id, link_id, token_hash, text_id, created_at, expires_at, used_at, answer_id, closed_at)
        VALUES (@BrandId, @CaseId, @LinkId, @TokenHash, @TextId, @CreatedAt, @ExpiresAt, @UsedAt, @AnswerId, @ClosedAt);
        """;

    private const string Use =
        """
        UPDATE case_reply_link
        SET
            used_at = @At,
            answer_id = @AnswerId
        WHERE brand_id = @BrandId AND case_id = @CaseId AND link_id = @LinkId AND used_at IS NULL AND closed_at IS NULL AND expires_at > @At;
        """;

    public static Task AddAsync(Session session, ReplyLinkRow row) => session.ExecuteAsync(Add, row);

    public static Task<ReplyLinkRow?> FindByTokenAsync(Session session, byte[] tokenHash) =>
        session.FindAsync<ReplyLinkRow>($"{Columns} WHERE token_hash = @TokenHash;", new { TokenHash = tokenHash });

    public static Task<IReadOnlyList<ReplyLinkRow>> ListAsync(Session session, long brandId, long caseId) => session.ListAsync<ReplyLinkRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId ORDER BY created_at, link_id;", new { BrandId = brandId, CaseId = caseId });

    /// <summary>One answer a link. False when it was used, closed or has expired meanwhile.</summary>
    public static async Task<bool> UseAsync(Session session, ReplyLinkRow row, long answerId, long at) => await session.ExecuteAsync(
        Use, new { row.BrandId, row.CaseId, row.LinkId, AnswerId = answerId, At = at }) == 1;

    /// <summary>Closes those of a case that are still open; how many.</summary>
    public static Task<int> CloseAsync(Session session, long brandId, long caseId, long at) => session.ExecuteAsync(
        "UPDATE case_reply_link SET closed_at = @At WHERE brand_id = @BrandId AND case_id = @CaseId AND used_at IS NULL AND closed_at IS NULL;", new { BrandId = brandId, CaseId = caseId, At = at });

    public static Task RemoveAsync(Session session, CaseRow row) => session.ExecuteAsync("DELETE FROM case_reply_link WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
}
