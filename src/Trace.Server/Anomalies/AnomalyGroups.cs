using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>What people make of a whole group, the open anomalies of one kind in one batch: in portions, so that no scan waits for all of them.</summary>
public sealed class AnomalyGroups(Database database, AnomalyDecisions decisions, AuditTrail audit)
{
    /// <summary>So many are changed in one transaction with its entry in the trail, and their units' scans wait so long.</summary>
    private const int Portion = 200;

    /// <summary>Confirms or dismisses them, and says how many.</summary>
    public async Task<Outcome<long>> DecideAsync(Caller caller, DecideGroupRequest request)
    {
        if (request.Status is not (AnomalyRow.Confirmed or AnomalyRow.Dismissed))
            return new Failure("invalid_anomaly", "`status` is confirmed or dismissed.");
        if (AnomalyDecisions.NoteProblem(request.Note) is { } problem)
            return new Failure("invalid_anomaly", problem);
        return await ChangeAsync(
            caller, request.Batch, request.Kind, row => decisions.Decided(caller, row, request.Status, request.Note),
            "anomaly.decide_group", decided => new { request.Kind, request.Status, request.Note, Decided = decided });
    }

    /// <summary>Says whose work they are, and how many.</summary>
    public async Task<Outcome<long>> AssignAsync(Caller caller, string? batch, string? kind, string? account)
    {
        if (!(await database.ReadAsync(session => AnomalyDecisions.FindAssigneeAsync(session, caller, account))).TryGet(out var assignee, out var failure))
            return failure;
        return await ChangeAsync(
            caller, batch, kind, row => row with { Assignee = assignee.Id }, "anomaly.assign_group", assigned => new { Kind = kind, Account = account, Assigned = assigned });
    }

    /// <summary>Puts them off, or no longer, and says how many.</summary>
    public async Task<Outcome<long>> SnoozeAsync(Caller caller, string? batch, string? kind, DateTimeOffset? until)
    {
        if (decisions.SnoozeProblem(until) is { } problem)
            return new Failure("invalid_anomaly", problem);
        return await ChangeAsync(
            caller, batch, kind, row => row with { SnoozedUntil = until?.ToUnixTimeMilliseconds() }, "anomaly.snooze_group", snoozed => new { Kind = kind, Until = until, Snoozed = snoozed });
    }

    private async Task<Outcome<long>> ChangeAsync(
        Caller caller, string? batchId, string? kind, Func<AnomalyRow, AnomalyRow> change, string action, Func<int, object> describe)
    {
        if (kind == null || !AnomalyKinds.Words.Contains(kind))
            return new Failure("invalid_anomaly", $"`kind` is one of {string.Join(", ", AnomalyKinds.Words)}.");
        if (!(await CodesApi.FindAsync(database, caller, batchId ?? "")).TryGet(out var batch, out _))
            return new Failure("invalid_anomaly", $"This brand has no batch {batchId}.");
        var changed = 0L;
        IReadOnlyList<AnomalyId> ids;
        var after = -1L;
        do
        {
            ids = await database.ReadAsync(session => AnomalyGroupsStore.ListOpenAsync(session, caller.BrandId, batch.Number, AnomalyKinds.Parse(kind), after, Portion));
            if (ids.Count == 0)
                break;
            changed += await database.WriteAsync(async session =>
            {
                var portion = await decisions.ChangeOpenAsync(session, caller, ids, change);
                if (portion > 0)
                    await audit.AddAsync(session, caller, new AuditedChange(action, batch.Id, New: describe(portion)));
                return portion;
            });
            after = ids[^1].SubjectId;
        }
        while (ids.Count == Portion);
        return changed;
    }
}
