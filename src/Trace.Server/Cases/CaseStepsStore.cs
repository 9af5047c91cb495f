using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Steps of cases, and the days people are reminded.</summary>
public static class CaseStepsStore
{
    internal const string Columns =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            number AS Number,
            move AS Move,
            from_state AS FromState,
            to_state AS ToState,
            moved_at AS MovedAt,
            actor_kind AS ActorKind,
            actor_id AS ActorId,
            due_day AS DueDay,
            record_id AS RecordId,
            sealed_words AS Words
        FROM case_step
        """;

    private const string Add =
        """
        INSERT INTO case_step (brand_id, case_id, number, move, from_state, to_state, moved_at, actor_kind, actor_id, due_day, record_id, sealed_words)
        VALUES (@BrandId, @CaseId, @Number, @Move, @FromState, @ToState, @MovedAt, @ActorKind, @ActorId, @DueDay, @RecordId, @Words);
        """;

    private const string ListDue =
        """
        SELECT
            brand_id AS BrandId,
            case_id AS CaseId,
            day AS Day
        FROM case_reminder
        WHERE sent_at IS NULL AND day <= @Today AND (brand_id > @AfterBrand OR (brand_id = @AfterBrand AND case_id > @AfterCase))
        ORDER BY brand_id, case_id, day
        LIMIT @Limit;
        """;

    private const string AddReminder = "INSERT INTO case_reminder (brand_id, case_id, day) VALUES (@BrandId, @CaseId, @Day) ON CONFLICT DO NOTHING;";

    public static Task AddAsync(Session session, StepRow row) => session.ExecuteAsync(Add, row);

    /// <summary>The first first.</summary>
    public static Task<IReadOnlyList<StepRow>> ListAsync(Session session, long brandId, long caseId) => session.ListAsync<StepRow>(
        $"{Columns} WHERE brand_id = @BrandId AND case_id = @CaseId ORDER BY number;", new { BrandId = brandId, CaseId = caseId });

    /// <summary>Those of the state before are no longer due.</summary>
    public static async Task SetRemindersAsync(Session session, CaseRow row, IEnumerable<DateOnly> days)
    {
        await session.ExecuteAsync("DELETE FROM case_reminder WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
        await session.ExecuteAsync(AddReminder, days.Select(day => new { row.BrandId, row.CaseId, Day = CalendarDay.Format(day) }));
    }

    /// <summary>Those of all brands that are due, behind a case.</summary>
    public static Task<IReadOnlyList<ReminderRow>> ListDueAsync(Session session, string today, ReminderRow? after, int limit) => session.ListAsync<ReminderRow>(
        ListDue, new { Today = today, AfterBrand = after?.BrandId ?? -1, AfterCase = after?.CaseId ?? -1, Limit = limit });

    /// <summary>Marks one as sent. False when another server took it meanwhile, or the case was moved.</summary>
    public static async Task<bool> ClaimAsync(Session session, ReminderRow row, long at) => await session.ExecuteAsync(
        "UPDATE case_reminder SET sent_at = @At WHERE brand_id = @BrandId AND case_id = @CaseId AND day = @Day AND sent_at IS NULL;", new { row.BrandId, row.CaseId, row.Day, At = at }) == 1;

    /// <summary>Takes the mark away again: the mail was not handed over.</summary>
    public static Task UnclaimAsync(Session session, ReminderRow row, long at) => session.ExecuteAsync(
        "UPDATE case_reminder SET sent_at = NULL WHERE brand_id = @BrandId AND case_id = @CaseId AND day = @Day AND sent_at = @At;", new { row.BrandId, row.CaseId, row.Day, At = at });

    public static async Task RemoveAsync(Session session, CaseRow row)
    {
        await session.ExecuteAsync("DELETE FROM case_step WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
        await session.ExecuteAsync("DELETE FROM case_reminder WHERE brand_id = @BrandId AND case_id = @CaseId;", row);
    }
}

/// <summary>A day on which people are reminded of a case.</summary>
public sealed record ReminderRow(long BrandId, long CaseId, string Day);
