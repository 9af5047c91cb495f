using Microsoft.AspNetCore.Components;
using MudBlazor;
using Trace.Server.Cases;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Cases;

/// <summary>One case: what it is about, what is missing, what can be done next, and all that was done.</summary>
public sealed partial class CasePage
{
    private CaseDetail? _detail;
    private CaseMissing? _missing;
    private CaseBasis? _basis;
    private IReadOnlyDictionary<string, string> _names = new Dictionary<string, string>(StringComparer.Ordinal);
    private bool _isMissing;
    private bool _mayWork;
    private bool _mayErase;
    private int _keptDays;

    [Inject] public required BrandCases Cases { get; set; }

    [Inject] public required CaseMoves Moves { get; set; }

    [Inject] public required CaseChanges Changes { get; set; }

    [Inject] public required CaseErasure Erasure { get; set; }

    [Inject] public required CaseContexts Contexts { get; set; }

    [Inject] public required EnforcementSettings Settings { get; set; }

    [Inject] public required Database Database { get; set; }

    [Inject] public required IDialogService Dialogs { get; set; }

    [Inject] public required ConsoleNotes Notes { get; set; }

    [Parameter] public string Id { get; set; } = "";

    /// <summary>Where a case stands; of a closed one also how it came there.</summary>
    internal static string StateOf(CaseResponse item, ConsoleTexts t) => item is { State: "closed", LastMove: { } move } ? t[$"case.closed.{move}"] : t[$"case.state.{item.State}"];

    protected override Task OnParametersSetAsync() => ReloadAsync();

    private async Task ReloadAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonReadingScans);
        _mayWork = await Session.MayAsync(Policies.PersonWorkingOnCases);
        _mayErase = await Session.MayAsync(Policies.BrandAdmin);
        _keptDays = Settings.KeptDays;
        _names = await CasesPage.NamesAsync(Database, caller);
        _detail = (await Cases.FindAsync(caller, Id)).TryGet(out var detail, out _) ? detail : null;
        _missing = (await Moves.MissingAsync(caller, Id)).TryGet(out var missing, out _) ? missing : null;
        _basis = (await Database.ReadAsync(session => Contexts.FindAsync(session, caller.BrandId, Id)))?.Basis;
        _isMissing = _detail == null;
    }

    private async Task AssignAsync(ChangeEventArgs change)
    {
        var caller = await Session.AsAsync(Policies.PersonWorkingOnCases);
        await SayAsync(await Changes.AssignAsync(caller, Id, new AssignCaseRequest(change.Value as string is { Length: > 0 } account ? account : null)));
    }

    private async Task EraseSellerAsync()
    {
        if (await Dialogs.AskAsync(new Question(T["case.erase_seller.title"], T["case.erase_seller.text"], T["case.erase_seller"])) != null)
            await SayAsync(await Erasure.EraseSellerAsync(await Session.AsAsync(Policies.BrandAdmin), Id));
    }

    private async Task EraseAsync()
    {
        if (await Dialogs.AskAsync(new Question(T["case.erase.title"], T["case.erase.text"], T["case.erase"]) { Word = _detail!.Case.Reference }) == null)
            return;
        if ((await Erasure.EraseAsync(await Session.AsAsync(Policies.BrandAdmin), Id)).TryGet(out _, out var failure))
        {
            Notes.Say(T["case.erased"]);
            Navigation.NavigateTo(CasesAddress.Path);
        }
        else
        {
            Notes.Warn(T.Of(failure));
        }
    }

    private async Task SayAsync<TValue>(Outcome<TValue> outcome)
    {
        if (outcome.TryGet(out _, out var failure))
            Notes.Say(T["act.saved"]);
        else
            Notes.Warn(T.Of(failure));
        await ReloadAsync();
    }
}
