using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Webhooks;

namespace Trace.Server.Anomalies;

/// <summary>What people make of anomalies. Scans read it at their next commit; blocks are heard of by all servers.</summary>
public sealed class AnomalyDecisions(Database database, AnomalyRecorder recorder, AuditTrail audit, TimeProvider clock)
{
    private const int MaxNoteLength = 500;
    private const int MaxTextLength = 300;
    private const int MaxSnoozeDays = 366;

    public Task<Outcome<AnomalyRow>> DecideAsync(Caller caller, AnomalyId id, DecideAnomalyRequest request) =>
        database.TryWriteAsync(session => DecideAsync(session, caller, id, request));

    public Task<Outcome<AnomalyRow>> AssignAsync(Caller caller, AnomalyId id, AssignAnomalyRequest request) =>
        database.TryWriteAsync(session => AssignAsync(session, caller, id, request));

    public Task<Outcome<AnomalyRow>> SnoozeAsync(Caller caller, AnomalyId id, SnoozeAnomalyRequest request) =>
        database.TryWriteAsync(session => SnoozeAsync(session, caller, id, request));

    private async Task<Outcome<AnomalyRow>> DecideAsync(Session session, Caller caller, AnomalyId id, DecideAnomalyRequest request)
    {
        // What is not there answers first: nobody learns from a refusal that it is.
        if (!(await FindToChangeAsync(session, caller, id)).TryGet(out var row, out var failure))
            return failure;
        if (Problem(request, id) is { } problem)
            return new Failure("invalid_anomaly", problem);
        var changed = Decided(caller, row, request.Status!, request.Note);
        await AnomaliesStore.PutAsync(session, [changed]);
        if (request is { Status: AnomalyRow.Confirmed, Block: true })
            await UnitBlocksStore.PutAsync(session, new UnitBlockRow(id.Unit.BatchNumber, id.Unit.Index, id.Slot, row.BrandId, request.Text));
        else if (AnomalyKinds.IsOfUnit(id.Slot) && (request.Status != AnomalyRow.Confirmed || request.Block == false))
            await UnitBlocksStore.RemoveAsync(session, id.Unit, id.Slot);
        await audit.AddAsync(session, caller, new AuditedChange(
            "anomaly.decide", id.ToString(), new { row.Status, row.Note }, new { changed.Status, changed.Note, request.Block, request.Text }));
        if (changed.Status != row.Status)
            await recorder.TellAsync(session, row.BrandId, WebhookEvents.AnomalyChanged, [changed]);
        return changed;
    }

    /// <summary>Changes those that are still open, in the caller's transaction, and says how many that were. Webhooks hear of those that are decided.</summary>
    internal async Task<int> ChangeOpenAsync(Session session, Caller caller, IReadOnlyCollection<AnomalyId> ids, Func<AnomalyRow, AnomalyRow> change)
    {
        var subjects = ids.Select(id => id.SubjectId).Distinct().ToArray();
        await AnomaliesStore.LockAsync(session, subjects);
        var rows = await AnomaliesStore.ListOfSubjectsAsync(session, subjects);
        var changed = rows.Where(row => ids.Contains(row.Id) && row.Status == AnomalyRow.Open).Select(change).ToList();
        await AnomaliesStore.PutAsync(session, changed);
        var decided = changed.Where(row => row.Status != AnomalyRow.Open).ToList();
        if (decided.Count > 0)
            await recorder.TellAsync(session, caller.BrandId, WebhookEvents.AnomalyChanged, decided);
        return changed.Count;
    }

    private async Task<Outcome<AnomalyRow>> AssignAsync(Session session, Caller caller, AnomalyId id, AssignAnomalyRequest request)
    {
        if (!(await FindToChangeAsync(session, caller, id)).TryGet(out var row, out var failure)
            || !(await FindAssigneeAsync(session, caller, request.Account)).TryGet(out var assignee, out failure))
        {
            return failure;
        }

        var changed = row with { Assignee = assignee.Id };
        await AnomaliesStore.PutAsync(session, [changed]);
        await audit.AddAsync(session, caller, new AuditedChange(
            "anomaly.assign", id.ToString(), new { Account = PublicId.Format(row.Assignee) }, new { request.Account }));
        return changed;
    }

    private async Task<Outcome<AnomalyRow>> SnoozeAsync(Session session, Caller caller, AnomalyId id, SnoozeAnomalyRequest request)
    {
        if (!(await FindToChangeAsync(session, caller, id)).TryGet(out var row, out var failure))
            return failure;
        if (row.Status != AnomalyRow.Open)
            return new Failure("invalid_anomaly", "Only an open anomaly is snoozed.");
        if (SnoozeProblem(request.Until) is { } problem)
            return new Failure("invalid_anomaly", problem);
        var changed = row with { SnoozedUntil = request.Until?.ToUnixTimeMilliseconds() };
        await AnomaliesStore.PutAsync(session, [changed]);
        await audit.AddAsync(session, caller, new AuditedChange("anomaly.snooze", id.ToString(), new { Until = UnixTime.Of(row.SnoozedUntil) }, new { request.Until }));
        return changed;
    }

    /// <summary>Whose work something is to be: an account of the brand, or nobody's.</summary>
    internal static async Task<Outcome<(long? Id, string? Account)>> FindAssigneeAsync(Session session, Caller caller, string? account)
    {
        if (account == null)
            return ((long?)null, null);
        return PublicId.TryParse(account, out var id) && await AccountsStore.FindAsync(session, caller.BrandId, id) is { DisabledAt: null }
            ? (id, account)
            : new Failure("invalid_anomaly", $"This brand has no account {account}.");
    }

    internal string? SnoozeProblem(DateTimeOffset? until) =>
        until is { } time && (time <= clock.GetUtcNow() || time > clock.GetUtcNow().AddDays(MaxSnoozeDays)) ? $"`until` is in the future, {MaxSnoozeDays} days at most." : null;

    internal static string? NoteProblem(string? note) => PlainText.OptionalProblem(note, "note", MaxNoteLength);

    private static string? Problem(DecideAnomalyRequest request, AnomalyId id)
    {
        if (request.Status == null || !AnomalyRow.Statuses.Contains(request.Status))
            return $"`status` is one of {string.Join(", ", AnomalyRow.Statuses)}.";
        if (request.Block == true && request.Status != AnomalyRow.Confirmed)
            return "`block` goes with the status confirmed.";
        if (request.Block == true && !AnomalyKinds.IsOfUnit(id.Slot))
            return "`block` is for anomalies of one code.";
        if (request.Text != null && request.Block != true)
            return "`text` goes with `block`.";
        return NoteProblem(request.Note) ?? PlainText.OptionalProblem(request.Text, "text", MaxTextLength);
    }

    private static async Task<Outcome<AnomalyRow>> FindToChangeAsync(Session session, Caller caller, AnomalyId id)
    {
        await AnomaliesStore.LockAsync(session, id.SubjectId);
        return await AnomaliesStore.FindAsync(session, caller, id) is { } row ? row : AnomaliesApi.Unknown(id.ToString());
    }

    internal AnomalyRow Decided(Caller caller, AnomalyRow row, string status, string? note) => row with
    {
        Status = status,
        Note = note ?? row.Note,
        SnoozedUntil = null,
        DecidedAt = status == AnomalyRow.Open ? null : clock.GetUtcNow().ToUnixTimeMilliseconds(),
        DecidedBy = status == AnomalyRow.Open ? null : caller.Id,
        // Its scans may have scored a little more than was written.
        DismissedScore = status == AnomalyRow.Dismissed ? row.Score : row.DismissedScore,
    };
}
