using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Letters and notices, from the draft to what became of them.</summary>
public static class CaseTextsStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            text_id AS TextId,
            kind AS Kind,
            form AS Form,
            right_id AS RightId,
            language AS Language,
            platform AS Platform,
            created_at AS CreatedAt,
            created_by AS CreatedBy,
            agreed_at AS AgreedAt,
            agreed_by AS AgreedBy,
            sent_at AS SentAt,
            sent_by AS SentBy,
            step AS Step,
            delivery AS Delivery,
            mail_due AS MailDue,
            handed_at AS HandedAt,
            file_id AS FileId,
            sha256 AS Sha256,
            law_version AS LawVersion,
            forms_version AS FormsVersion,
            outcome AS Outcome,
            outcome_at AS OutcomeAt,
            takes_back AS TakesBack,
            taken_back_at AS TakenBackAt,
            sealed_content AS Content
        FROM case_text
        """;

    private const string Add =
        """
        INSERT INTO case_text (
            brand_id, case_id, text_id, kind, form, right_id, language, platform, created_at, created_by, agreed_at, agreed_by, sent_at, sent_by, step, delivery, mail_due, handed_at, file_id, sha256,
            law_version, forms_version, outcome, outcome_at, takes_back, taken_back_at, sealed_content)
        VALUES (
            @BrandId, @CaseId, @TextId, @Kind, @Form, @RightId, @Language, @Platform, @CreatedAt, @CreatedBy, @AgreedAt, @AgreedBy, @SentAt, @SentBy, @Step, @Delivery, @MailDue, @HandedAt, @FileId, @Sha256,
            @LawVersion, @FormsVersion, @Outcome, @OutcomeAt, @TakesBack, @TakenBackAt, @Content);
        """;

    /// <summary>Drafts alone: what was sent stays as it is.</summary>
    private const string Change =
        """
        UPDATE case_text
        SET
            right_id = @RightId,
            agreed_at = @AgreedAt,
            agreed_by = @AgreedBy,
            sealed_content = @Content
        WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId AND sent_at IS NULL AND sealed_content = @Before;
        """;

    private const string Send =
        """
        UPDATE case_text
        SET
            sent_at = @SentAt,
            sent_by = @SentBy,
            step = @Step,
            delivery = @Delivery,
            mail_due = @MailDue,
            file_id = @FileId,
            sha256 = @Sha256,
            law_version = @LawVersion,
            forms_version = @FormsVersion,
            takes_back = @TakesBack,
            sealed_content = @Content
        WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId AND sent_at IS NULL AND sealed_content = @Before;
        """;

    private const string CountOutcomes =
        """
        SELECT
            platform AS Platform,
            outcome AS Outcome,
            COUNT(*) AS Notices
        FROM case_text
        WHERE brand_id = @BrandId AND outcome IS NOT NULL
        GROUP BY platform, outcome;
        """;

    public static Task AddAsync(Session session, TextRow row) => session.ExecuteAsync(Add, row);

    /// <summary>False when it was sent or changed meanwhile.</summary>
    public static async Task<bool> ChangeAsync(Session session, TextRow row, byte[]? before) => await session.ExecuteAsync(
        Change, new { row.BrandId, row.CaseId, row.TextId, row.RightId, row.AgreedAt, row.AgreedBy, row.Content, Before = before }) == 1;

    /// <summary>False when it was sent or changed meanwhile.</summary>
    public static async Task<bool> SendAsync(Session session, TextRow row, byte[]? before) => await session.ExecuteAsync(Send, new
    {
        row.BrandId,
        row.CaseId,
        row.TextId,
        row.SentAt,
        row.SentBy,
        row.Step,
        row.Delivery,
        row.MailDue,
        row.FileId,
        row.Sha256,
        row.LawVersion,
        row.FormsVersion,
        row.TakesBack,
        row.Content,
        Before = before,
    }) == 1;

    public static Task<TextRow?> FindAsync(Session session, long brandId, long caseId, long textId) => session.FindAsync<TextRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId;", new { BrandId = brandId, CaseId = caseId, TextId = textId });

    /// <summary>The oldest first.</summary>
    public static Task<IReadOnlyList<TextRow>> ListAsync(Session session, long brandId, long caseId) => session.ListAsync<TextRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId ORDER BY created_at, text_id;", new { BrandId = brandId, CaseId = caseId });

    /// <summary>False when it was sent meanwhile.</summary>
    public static async Task<bool> RemoveDraftAsync(Session session, TextRow row) => await session.ExecuteAsync(
        "DELETE FROM case_text WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId AND sent_at IS NULL;", row) == 1;

    public static Task SetOutcomeAsync(Session session, TextRow row) => session.ExecuteAsync(
        "UPDATE case_text SET outcome = @Outcome, outcome_at = @OutcomeAt WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId;", row);

    /// <summary>What was taken back has not ended and is not counted.</summary>
    public static Task TakeBackAsync(Session session, TextRow row, long at) => session.ExecuteAsync(
        "UPDATE case_text SET taken_back_at = @At, outcome = NULL, outcome_at = NULL WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId;",
        new { row.BrandId, row.CaseId, row.TextId, At = at });

    /// <summary>What is written in it goes; that it was sent, and its hash, stay.</summary>
    public static Task EraseContentAsync(Session session, TextRow row) => session.ExecuteAsync(
        "UPDATE case_text SET sealed_content = NULL, file_id = NULL, mail_due = NULL WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId;", row);

    /// <summary>Mails of all brands that are due.</summary>
    public static Task<IReadOnlyList<TextRow>> ListMailDueAsync(Session session, long now, int limit) => session.ListAsync<TextRow>(
        $"{Columns} WHERE mail_due <= @Now ORDER BY mail_due LIMIT @Limit;", new { Now = now, Limit = limit });

    /// <summary>Puts the next try off. False when another server took it meanwhile.</summary>
    public static async Task<bool> ClaimMailAsync(Session session, TextRow row, long next) => await session.ExecuteAsync(
        "UPDATE case_text SET mail_due = @Next WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId AND mail_due = @MailDue;",
        new { row.BrandId, row.CaseId, row.TextId, row.MailDue, Next = next }) == 1;

    public static Task HandOverAsync(Session session, TextRow row, long at) => session.ExecuteAsync(
        "UPDATE case_text SET mail_due = NULL, handed_at = @At WHERE brand_id = @BrandId AND case_id = @CaseId AND text_id = @TextId;", new { row.BrandId, row.CaseId, row.TextId, At = at });

    public static Task<IReadOnlyList<OutcomeCountRow>> CountOutcomesAsync(Session session, long brandId) => session.ListAsync<OutcomeCountRow>(CountOutcomes, new { BrandId = brandId });

    public static Task RemoveAsync(Session session, CaseRow row) => session.ExecuteAsync("DELETE FROM case_text WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
}

/// <summary>How many notices to a platform ended so.</summary>
public sealed class OutcomeCountRow
{
    public string Platform { get; init; } = "";

    public string Outcome { get; init; } = "";

    public long Notices { get; init; }
}
