using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>What sellers and platforms said.</summary>
public static class CaseAnswersStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            answer_id AS AnswerId,
            sender AS Sender,
            arrived_by AS ArrivedBy,
            received_at AS ReceivedAt,
            recorded_by AS RecordedBy,
            files AS Files,
            reviewed_at AS ReviewedAt,
            reviewed_by AS ReviewedBy,
            decision AS Decision,
            record_id AS RecordId,
            sealed_words AS Words
        FROM case_answer
        """;

    private const string Add =
        """
        INSERT INTO case_answer (brand_id, case_id, answer_id, sender, arrived_by, received_at, recorded_by, files, reviewed_at, reviewed_by, decision, record_id, sealed_words)
        VALUES (@BrandId, @CaseId, @AnswerId, @Sender, @ArrivedBy, @ReceivedAt, @RecordedBy, @Files, @ReviewedAt, @ReviewedBy, @Decision, @RecordId, @Words);
        """;

    private const string Review =
        """
        UPDATE case_answer
        SET
            reviewed_at = @ReviewedAt,
            reviewed_by = @ReviewedBy,
            decision = @Decision
        WHERE brand_id = @BrandId AND case_id = @CaseId AND answer_id = @AnswerId;
        """;

    public static Task AddAsync(Session session, AnswerRow row) => session.ExecuteAsync(Add, row);

    public static Task<AnswerRow?> FindAsync(Session session, long brandId, long caseId, long answerId) => session.FindAsync<AnswerRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId AND answer_id = @AnswerId;", new { BrandId = brandId, CaseId = caseId, AnswerId = answerId });

    /// <summary>The oldest first.</summary>
    public static Task<IReadOnlyList<AnswerRow>> ListAsync(Session session, long brandId, long caseId) => session.ListAsync<AnswerRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId ORDER BY received_at, answer_id;", new { BrandId = brandId, CaseId = caseId });

    public static Task ReviewAsync(Session session, AnswerRow row) => session.ExecuteAsync(Review, row);

    public static Task EraseContentAsync(Session session, AnswerRow row) => session.ExecuteAsync(
        "UPDATE case_answer SET sealed_words = NULL, files = NULL WHERE brand_id = @BrandId AND case_id = @CaseId AND answer_id = @AnswerId;", row);

    public static Task RemoveAsync(Session session, CaseRow row) => session.ExecuteAsync("DELETE FROM case_answer WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
}
