using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Webhooks;

namespace Trace.Server.Anomalies;

/// <summary>What people make of anomalies, in the caller's transaction. Scans read it at their next commit; blocks are heard of by all servers.</summary>
public sealed class AnomalyDecisions(AnomalyRecorder recorder, AuditTrail audit, TimeProvider clock)
{
    private const int MaxNoteLength = 500;
    private const int MaxTextLength = 300;

    public async Task<Outcome<AnomalyRow>> DecideAsync(Session session, Caller caller, AnomalyId id, DecideAnomalyRequest request)
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

    /// <summary>Decides those that are still open, and says how many that were.</summary>
    public async Task<int> DecideAllAsync(Session session, Caller caller, IReadOnlyCollection<AnomalyId> ids, string status, string? note)
    {
        var subjects = ids.Select(id => id.SubjectId).Distinct().ToArray();
        await AnomaliesStore.LockAsync(session, subjects);
        var rows = await AnomaliesStore.ListOfSubjectsAsync(session, subjects);
        var changed = rows.Where(row => ids.Contains(row.Id) && row.Status == AnomalyRow.Open).Select(row => Decided(caller, row, status, note)).ToList();
        await AnomaliesStore.PutAsync(session, changed);
        if (changed.Count > 0)
            await recorder.TellAsync(session, caller.BrandId, WebhookEvents.AnomalyChanged, changed);
        return changed.Count;
    }

    public async Task<Outcome<AnomalyRow>> AssignAsync(Session session, Caller caller, AnomalyId id, AssignAnomalyRequest request)
    {
        if (!(await FindToChangeAsync(session, caller, id)).TryGet(out var row, out var failure))
            return failure;
        var account = 0L;
        if (request.Account != null
            && (!PublicId.TryParse(request.Account, out account) || await AccountsStore.FindAsync(session, caller.BrandId, account) is not { DisabledAt: null }))
        {
            return new Failure("invalid_anomaly", $"This brand has no account {request.Account}.");
        }

        var changed = row with { Assignee = request.Account == null ? null : account };
        await AnomaliesStore.PutAsync(session, [changed]);
        await audit.AddAsync(session, caller, new AuditedChange(
            "anomaly.assign", id.ToString(), new { Account = row.Assignee is { } before ? PublicId.Format(before) : null }, new { request.Account }));
        return changed;
    }

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

    private AnomalyRow Decided(Caller caller, AnomalyRow row, string status, string? note) => row with
    {
        Status = status,
        Note = note ?? row.Note,
        DecidedAt = status == AnomalyRow.Open ? null : clock.GetUtcNow().ToUnixTimeMilliseconds(),
        DecidedBy = status == AnomalyRow.Open ? null : caller.Id,
        // Its scans may have scored a little more than was written.
        DismissedScore = status == AnomalyRow.Dismissed ? row.Score : row.DismissedScore,
    };
}
