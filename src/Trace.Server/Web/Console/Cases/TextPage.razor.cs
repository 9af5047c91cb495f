using Microsoft.AspNetCore.Components;
using MudBlazor;
using Trace.Core.Enforcement;
using Trace.Server.Cases;
using Trace.Server.Http;

namespace Trace.Server.Web.Console.Cases;

/// <summary>A letter or notice: while it is a draft its fields with what is still missing, then what was sent.</summary>
public sealed partial class TextPage
{
    private const int MaxPlace = 4000;

    /// <summary>What fits a line.</summary>
    private const int ShortField = 300;

    private static readonly string[] LongPlaces = ["listing", "evidence", "what_is_open", "remarks", "reason", "claim", "seller_answer", "right"];

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private TextDetail? _text;
    private CaseDetail? _detail;
    private IReadOnlyList<MoveMissing> _moves = [];
    private string? _noticeNote;
    private string? _to;
    private bool _isMissing;
    private bool _isDirty;
    private bool _mayWork;
    private bool _needsSecond;

    [Inject] public required CaseTexts Texts { get; set; }

    [Inject] public required BrandCases Cases { get; set; }

    [Inject] public required CaseMoves Moves { get; set; }

    [Inject] public required IDialogService Dialogs { get; set; }

    [Inject] public required ConsoleNotes Notes { get; set; }

    [Parameter] public string Id { get; set; } = "";

    [Parameter] public string TextId { get; set; } = "";

    private bool IsDraft => _text?.Text.Status == "draft";

    private string Name => _text!.Text.Form is { } form ? NoticeForms.Current.Find(form)?.Name ?? form : T[$"text.kind.{_text.Text.Kind}"];

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonReadingScans);
        _mayWork = await Session.MayAsync(Policies.PersonWorkingOnCases);
        _detail = (await Cases.FindAsync(caller, Id)).TryGet(out var detail, out _) ? detail : null;
        Show((await Texts.FindAsync(caller, Id, TextId)).TryGet(out var text, out _) ? text : null);
        if (_text == null || _detail == null || !(await Moves.MissingAsync(caller, Id)).TryGet(out var missing, out _))
            return;
        _needsSecond = missing.NeedsSecondPerson;
        _moves = [.. missing.Moves.Where(move => Words.TryParse<CaseMove>(move.Move, out var parsed) && CaseLetters.KindsOf(parsed) is [var kind, ..] && kind == _text.Text.Kind
            && move.Missing.All(gap => gap.Code is not ("role_not_allowed" or "answer_missing")))];
        _noticeNote = _text.Text.Form is { } form ? NoticeForms.Current.Find(form)?.Note : null;
    }

    private void Show(TextDetail? text)
    {
        (_text, _isMissing, _isDirty) = (text, text == null, false);
        _values.Clear();
        foreach (var (name, value) in text?.Values ?? new Dictionary<string, string>(StringComparer.Ordinal))
            _values[name] = value;
        _to = text?.To;
    }

    private string Value(string name) => _values.GetValueOrDefault(name, "");

    private void Set(string name, string? value)
    {
        _values[name] = value ?? "";
        Touch();
    }

    private void Touch() => _isDirty = true;

    private bool IsWrong(string name) => !_isDirty && _text!.Missing.Any(gap => gap.Name == name);

    private static bool IsLong(string name) => LongPlaces.Contains(name, StringComparer.Ordinal);

    private async Task SaveAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonWorkingOnCases);
        await SayAsync(await Texts.ChangeAsync(caller, Id, TextId, new UpdateTextRequest(_values.ToDictionary(StringComparer.Ordinal), _to ?? "")), T["text.saved"]);
    }

    private async Task AgreeAsync()
    {
        var consent = await Dialogs.AskAsync(new Question(T["text.agree"], T["text.agree.text"], T["text.agree"]) { AsksPassword = true });
        if (consent == null)
            return;
        var caller = await Session.AsAsync(Policies.PersonWorkingOnCases);
        await SayAsync(await Texts.AgreeAsync(caller, Id, TextId, new AgreeRequest(Confirm: true, consent.Password)), T["act.saved"]);
    }

    private async Task SetOutcomeAsync(ChangeEventArgs change)
    {
        var caller = await Session.AsAsync(Policies.PersonWorkingOnCases);
        await SayAsync(await Texts.SetOutcomeAsync(caller, Id, TextId, new SetOutcomeRequest(change.Value as string is { Length: > 0 } outcome ? outcome : null)), T["act.saved"]);
    }

    private async Task RemoveAsync()
    {
        if (await Dialogs.AskAsync(new Question(T["text.remove"], T["text.remove.text"], T["text.remove"])) == null)
            return;
        var caller = await Session.AsAsync(Policies.PersonWorkingOnCases);
        if ((await Texts.RemoveAsync(caller, Id, TextId)).TryGet(out _, out var failure))
            Navigation.NavigateTo(CasesAddress.Of(Id));
        else
            Notes.Warn(T.Of(failure));
    }

    private async Task SendAsync(MoveMissing move)
    {
        // A letter to the platform goes along with its notice.
        List<string> texts = [TextId];
        if (_text!.Text.Form != null && _detail!.Texts.LastOrDefault(other => other is { Kind: "platform_complaint", Status: "draft" }) is { } letter)
            texts.Add(letter.Id);
        var parameters = new DialogParameters<MoveDialog> { { shown => shown.Detail, _detail! }, { shown => shown.Move, move }, { shown => shown.Texts, texts }, { shown => shown.To, _text.To } };
        var dialog = await Dialogs.ShowAsync<MoveDialog>(T[$"case.move.{move.Move}"], parameters);
        if ((await dialog.Result)?.Data is true)
            Navigation.NavigateTo(CasesAddress.Of(Id));
    }

    private async Task SayAsync(Outcome<TextDetail> outcome, string done)
    {
        if (outcome.TryGet(out var text, out var failure))
        {
            Notes.Say(done);
            Show(text);
        }
        else
        {
            Notes.Warn(T.Of(failure));
        }
    }
}
