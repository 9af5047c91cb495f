using MudBlazor;
using Trace.Server.Anomalies;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>What people do with anomalies, on each page alike: ask what is needed, do it for each, say what was done.</summary>
public sealed class AnomalyWork(ConsoleSession session, IDialogService dialogs, ConsoleNotes notes, AnomalyDecisions decisions, AnomalyGroups groups)
{
    /// <summary>True when something was changed.</summary>
    public async Task<bool> DecideAsync(ConsoleTexts t, IReadOnlyCollection<QueueItem> items, string status)
    {
        var key = status == AnomalyRow.Confirmed ? "decide.confirm.title" : "decide.dismiss.title";
        var asked = await AskAsync<DecideDialog, Decision>(t.Count(key, Sum(items)), new DialogParameters<DecideDialog>
        {
            { dialog => dialog.Status, status },
            { dialog => dialog.MayBlock, items.Count == 1 && items.First().IsOfUnit },
        });
        return asked is { } decision && await DoAsync(t, items, $"done.{status}", (caller, item) => DecideAsync(caller, item, status, decision));
    }

    public Task<bool> OpenAsync(ConsoleTexts t, QueueItem item) =>
        DoAsync(t, [item], "done.open", (caller, one) => DecideAsync(caller, one, AnomalyRow.Open, new Decision()));

    public async Task<bool> SnoozeAsync(ConsoleTexts t, IReadOnlyCollection<QueueItem> items)
    {
        var asked = await AskAsync<SnoozeDialog, Snooze>(t.Count("snooze.title", Sum(items)), []);
        return asked is { } snooze && await DoAsync(t, items, snooze.Until == null ? "done.woken" : "done.snoozed", async (caller, item) => item.AnomalyId != null
            ? One(await decisions.SnoozeAsync(caller, Id(item), new SnoozeAnomalyRequest(snooze.Until)))
            : await groups.SnoozeAsync(caller, item.BatchId, item.Kind, snooze.Until));
    }

    public async Task<bool> AssignAsync(ConsoleTexts t, IReadOnlyCollection<QueueItem> items)
    {
        var asked = await AskAsync<AssignDialog, Assignment>(t.Count("assign.title", Sum(items)), []);
        return asked is { } assignment && await DoAsync(t, items, "done.assigned", async (caller, item) => item.AnomalyId != null
            ? One(await decisions.AssignAsync(caller, Id(item), new AssignAnomalyRequest(assignment.Account)))
            : await groups.AssignAsync(caller, item.BatchId, item.Kind, assignment.Account));
    }

    public Task ShowKeysAsync(ConsoleTexts t) => dialogs.ShowAsync<KeysDialog>(t["keys.title"]);

    private async Task<Outcome<long>> DecideAsync(Caller caller, QueueItem item, string status, Decision decision) => item.AnomalyId != null
        ? One(await decisions.DecideAsync(caller, Id(item), new DecideAnomalyRequest(status, decision.Note, decision.Block ? true : null, decision.Text)))
        : await groups.DecideAsync(caller, new DecideGroupRequest(item.BatchId, item.Kind, status, decision.Note));

    private async Task<TResult?> AskAsync<TDialog, TResult>(string title, DialogParameters parameters)
        where TDialog : Microsoft.AspNetCore.Components.IComponent
        where TResult : class
    {
        var dialog = await dialogs.ShowAsync<TDialog>(title, parameters);
        return (await dialog.Result)?.Data as TResult;
    }

    /// <summary>One after another, each by itself: what was done before one that fails stays done, and the note says how much that is.</summary>
    private async Task<bool> DoAsync(ConsoleTexts t, IReadOnlyCollection<QueueItem> items, string done, Func<Caller, QueueItem, Task<Outcome<long>>> act)
    {
        var count = 0L;
        foreach (var item in items)
        {
            if (!(await act(await session.AsAsync(Policies.BrandAdmin), item)).TryGet(out var changed, out var failure))
            {
                notes.Warn(failure.Detail);
                break;
            }

            count += changed;
        }

        if (count > 0)
            notes.Say(t.Count(done, count));
        return count > 0;
    }

    private static long Sum(IEnumerable<QueueItem> items) => items.Sum(item => item.Count);

    private static AnomalyId Id(QueueItem item) => AnomalyId.TryParse(item.AnomalyId, out var id) ? id : throw new ArgumentException($"{item.AnomalyId} is no anomaly's id.", nameof(item));

    private static Outcome<long> One(Outcome<AnomalyRow> outcome) => outcome.TryGet(out _, out var failure) ? 1L : failure;
}

/// <summary>What someone decided in <see cref="DecideDialog"/>.</summary>
public sealed record Decision(string? Note = null, bool Block = false, string? Text = null);

/// <summary>Until when; null for no longer.</summary>
public sealed record Snooze(DateTimeOffset? Until);

/// <summary>Whose work; null for nobody's.</summary>
public sealed record Assignment(string? Account);
