using Trace.Core.Enforcement;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Letters and notices of cases: drafts that people write, their check, and what was sent.</summary>
public sealed class CaseTexts(Database database, CaseSeal seal, CaseContexts contexts, CaseWriting writing, Signing signing, AuditTrail audit, TimeProvider clock)
{
    private const int MostDrafts = 50;
    private const int MaxValueLength = Notice.MostCharacters;
    private const int MostValues = 60;

    /// <summary>A new letter, filled in as far as the case knows.</summary>
    public async Task<Outcome<TextDetail>> AddLetterAsync(Session session, Caller caller, string caseId, CreateLetterRequest request)
    {
        if (await MissingCaseAsync(session, caller, caseId) is { } missing)
            return missing;
        if (!Words.TryParse<LetterKind>(request.Kind, out var kind))
            return Invalid($"`kind` is one of {string.Join(", ", Words.All<LetterKind>())}.");
        if (Problem(request.Values, request.To) is { } problem)
            return problem;
        return await AddAsync(session, caller, caseId, request.Values, request.To, request.Kind, async (context, signer) =>
        {
            var language = request.Language ?? context.Row.Language;
            if (LetterTemplate.Find(kind, language) is not { } template)
                return Invalid($"`language` is one of {string.Join(", ", CaseEntry.Languages)}.");
            var to = CaseLetters.Asks(kind) ? context.Seller.Email : null;
            return await Task.FromResult<Outcome<TextStart>>(new TextStart(language, Form: null, Right: null, to, CaseLetters.Prefill(template, context, signer)));
        });
    }

    /// <summary>A new notice, filled in as far as the case knows.</summary>
    public async Task<Outcome<TextDetail>> AddNoticeAsync(Session session, Caller caller, string caseId, CreateNoticeRequest request)
    {
        if (await MissingCaseAsync(session, caller, caseId) is { } missing)
            return missing;
        if (NoticeForms.Current.Find(request.Form ?? "") is not { } form)
            return Invalid($"`form` is one of {string.Join(", ", NoticeForms.Current.All.Select(known => known.Id))}.");
        if (Problem(request.Values, request.To) is { } problem)
            return problem;
        return await AddAsync(session, caller, caseId, request.Values, request.To, TextRow.Notice, async (context, signer) =>
        {
            if (!PublicId.TryParse(request.Right, out var id) || context.Basis.Rights.FirstOrDefault(right => right.Id == id) is not { } right)
                return Invalid("`right` is a right of the case, that the notice rests on.");
            return await Task.FromResult<Outcome<TextStart>>(new TextStart("en", form.Id, id, To: null, CaseNotices.Prefill(form, right, context, signer)));
        });
    }

    /// <summary>The same in a transaction of its own.</summary>
    public Task<Outcome<TextDetail>> CreateLetterAsync(Caller caller, string caseId, CreateLetterRequest request) => database.TryWriteAsync(session => AddLetterAsync(session, caller, caseId, request));

    /// <inheritdoc cref="CreateLetterAsync"/>
    public Task<Outcome<TextDetail>> CreateNoticeAsync(Caller caller, string caseId, CreateNoticeRequest request) => database.TryWriteAsync(session => AddNoticeAsync(session, caller, caseId, request));

    public async Task<Outcome<TextDetail>> FindAsync(Caller caller, string caseId, string textId)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        var signer = await signing.FindSignerAsync(caller);
        return await database.ReadAsync<Outcome<TextDetail>>(async session => await contexts.FindAsync(session, caller.BrandId, caseId) is { } context && FindIn(context, textId) is { } row
            ? Show(context, row, signer)
            : Unknown(textId));
    }

    /// <summary>The id of the file of what was sent.</summary>
    public async Task<Outcome<long>> FindFileAsync(Caller caller, string caseId, string textId)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(caseId, out var ofCase) && PublicId.TryParse(textId, out var id)
            && await database.ReadAsync(session => CaseTextsStore.FindAsync(session, caller.BrandId, ofCase, id)) is { FileId: { } file }
            ? file
            : Unknown(textId);
    }

    /// <summary>Changes a draft; whoever agreed to it has to agree again.</summary>
    public async Task<Outcome<TextDetail>> ChangeAsync(Caller caller, string caseId, string textId, UpdateTextRequest request)
    {
        if (Problem(request.Values, request.To) is { } problem)
            return problem;
        return await WithDraftAsync(caller, caseId, textId, async (session, context, row, signer) =>
        {
            var before = seal.ContentOf(row);
            var values = Merge(before.Values, request.Values);
            if (values.Count > MostValues)
                return Invalid($"A text has at most {MostValues} values.");
            var changed = seal.Seal(
                row with { AgreedAt = null, AgreedBy = null }, before with { Values = values, To = request.To == null ? before.To : request.To.Length == 0 ? null : request.To, Second = null });
            if (!await CaseTextsStore.ChangeAsync(session, changed, row.Content))
                return Meanwhile();
            return Show(context, changed, signer);
        });
    }

    public async Task<Outcome<TextDetail>> RemoveAsync(Caller caller, string caseId, string textId) => await WithDraftAsync(caller, caseId, textId, async (session, context, row, signer) =>
    {
        if (!await CaseTextsStore.RemoveDraftAsync(session, row))
            return Meanwhile();
        await audit.AddAsync(session, caller, new AuditedChange("case.remove_draft", caseId, Old: new { Text = textId, row.Kind, row.Form }));
        return Show(context, row, signer);
    });

    /// <summary>A second person agrees to what a draft says now.</summary>
    public async Task<Outcome<TextDetail>> AgreeAsync(Caller caller, string caseId, string textId, AgreeRequest request)
    {
        if (!(await FindAsync(caller, caseId, textId)).TryGet(out _, out var failure) || !(await signing.ConfirmAsync(caller, request.Confirm, request.Password)).TryGet(out var person, out failure))
            return failure;
        return await WithDraftAsync(caller, caseId, textId, async (session, context, row, _) =>
        {
            if (!row.IsNotice)
                return Invalid("A second person agrees to notices alone.");
            var agreed = seal.Seal(row with { AgreedAt = clock.GetUtcNow().ToUnixTimeMilliseconds(), AgreedBy = person.Id }, seal.ContentOf(row) with { Second = person.Name });
            if (!await CaseTextsStore.ChangeAsync(session, agreed, row.Content))
                return Meanwhile();
            await audit.AddAsync(session, caller, new AuditedChange("case.agree", caseId, New: new { Text = textId }));
            return Show(context, agreed, person);
        });
    }

    /// <summary>How a notice ended, where that is not what the moves of the case say.</summary>
    public async Task<Outcome<TextDetail>> SetOutcomeAsync(Caller caller, string caseId, string textId, SetOutcomeRequest request)
    {
        return await WithTextAsync(caller, caseId, textId, async (session, context, row, signer) =>
        {
            if (request.Outcome != null && !Words.TryParse<NoticeOutcome>(request.Outcome, out _))
                return Invalid($"`outcome` is one of {string.Join(", ", Words.All<NoticeOutcome>())}, or left out.");
            if (row is not { IsNotice: true, IsOut: true })
                return Invalid("Only a notice that is out ends somehow.");
            var ended = row with { Outcome = request.Outcome, OutcomeAt = request.Outcome == null ? null : clock.GetUtcNow().ToUnixTimeMilliseconds() };
            await CaseTextsStore.SetOutcomeAsync(session, ended);
            await audit.AddAsync(session, caller, new AuditedChange("case.outcome", caseId, new { Text = textId, row.Outcome }, new { Text = textId, ended.Outcome }));
            return Show(context, ended, signer);
        });
    }

    public TextSummary Describe(TextRow row) => new(
        PublicId.Format(row.TextId),
        row.Kind,
        row.Form,
        PublicId.Format(row.RightId),
        row.Language,
        row.Platform,
        row.Status,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        PublicId.Format(row.CreatedBy),
        PublicId.Format(row.AgreedBy),
        UnixTime.Of(row.SentAt),
        PublicId.Format(row.SentBy),
        row.Delivery,
        row.MailDue != null,
        row.Sha256,
        row.LawVersion,
        row.FormsVersion,
        row.Outcome,
        UnixTime.Of(row.OutcomeAt),
        PublicId.Format(row.TakesBack),
        UnixTime.Of(row.TakenBackAt));

    private TextDetail Show(CaseContext context, TextRow row, Signer? signer)
    {
        var content = seal.ContentOf(row);
        var written = row.SentAt == null ? writing.Write(context, row, signer, CaseWriting.LinkToCome) : new WrittenText([], content.Subject, content.Body, content.Json);
        var form = row.Form == null ? null : NoticeForms.Current.Find(row.Form);
        var template = Words.TryParse<LetterKind>(row.Kind, out var kind) ? LetterTemplate.Find(kind, row.Language) : null;
        return new TextDetail(
            Describe(row),
            content.To,
            content.Values,
            written.Missing,
            form == null ? null : CaseNotices.Describe(form, context.Row.ClaimKind).Fields,
            template == null ? null : [.. template.Required.Select(place => new PlaceResponse(place, Required: true, CaseLetters.IsComputed(kind, place))), .. template.Optional.Select(place => new PlaceResponse(place, Required: false, Computed: false))],
            written.Subject,
            written.Body,
            written.Json,
            content.Signer,
            content.SignerRole,
            content.Second);
    }

    private async Task<Outcome<TextDetail>> AddAsync(
        Session session, Caller caller, string caseId, Dictionary<string, string>? values, string? to, string kind, Func<CaseContext, Signer?, Task<Outcome<TextStart>>> start)
    {
        if (await contexts.FindAsync(session, caller.BrandId, caseId) is not { } context)
            return BrandCases.Unknown(caseId);
        if (context.Parts.Texts.Count(text => text.SentAt == null) >= MostDrafts)
            return Invalid($"A case has at most {MostDrafts} drafts.");
        var signer = await signing.FindSignerAsync(caller);
        if (!(await start(context, signer)).TryGet(out var begun, out var failure))
            return failure;
        var row = new TextRow(
            context.Row.BrandId, context.Row.CaseId, PublicId.Create(), kind, begun.Form, begun.Right, begun.Language, context.Row.Platform, clock.GetUtcNow().ToUnixTimeMilliseconds(), caller.Id,
            AgreedAt: null, AgreedBy: null, SentAt: null, SentBy: null, Step: null, Delivery: null, MailDue: null, HandedAt: null, FileId: null, Sha256: null, LawVersion: null, FormsVersion: null, Outcome: null,
            OutcomeAt: null, TakesBack: null, TakenBackAt: null, Content: null);
        row = seal.Seal(row, TextContent.Empty with { Values = Merge(begun.Values, values), To = to is { Length: > 0 } ? to : begun.To });
        await CaseTextsStore.AddAsync(session, row);
        await audit.AddAsync(session, caller, new AuditedChange("case.draft", caseId, New: new { Text = PublicId.Format(row.TextId), row.Kind, row.Form }));
        return Show(context, row, signer);
    }

    /// <summary>What is not there answers first: nobody learns from another refusal that it is.</summary>
    private static async Task<Failure?> MissingCaseAsync(Session session, Caller caller, string caseId) => WholeBrand.Refuse(caller)
        ?? (PublicId.TryParse(caseId, out var id) && await CasesStore.FindAsync(session, caller.BrandId, id) != null ? null : BrandCases.Unknown(caseId));

    private Task<Outcome<TextDetail>> WithDraftAsync(Caller caller, string caseId, string textId, Func<Session, CaseContext, TextRow, Signer?, Task<Outcome<TextDetail>>> change) =>
        WithTextAsync(caller, caseId, textId, (session, context, row, signer) => row.SentAt == null ? change(session, context, row, signer) : Task.FromResult<Outcome<TextDetail>>(Sent()));

    private async Task<Outcome<TextDetail>> WithTextAsync(Caller caller, string caseId, string textId, Func<Session, CaseContext, TextRow, Signer?, Task<Outcome<TextDetail>>> change)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        var signer = await signing.FindSignerAsync(caller);
        return await database.TryWriteAsync<TextDetail>(async session => await contexts.FindAsync(session, caller.BrandId, caseId) is { } context && FindIn(context, textId) is { } row
            ? await change(session, context, row, signer)
            : Unknown(textId));
    }

    private static TextRow? FindIn(CaseContext context, string textId) => PublicId.TryParse(textId, out var id) ? context.Parts.Texts.FirstOrDefault(text => text.TextId == id) : null;

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string>? given)
    {
        var merged = before.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in given ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (value.Length == 0)
                merged.Remove(name);
            else
                merged[name] = value.ReplaceLineEndings("\n");
        }

        return merged;
    }

    private static Failure? Problem(Dictionary<string, string>? values, string? to)
    {
        if (values?.Count > MostValues || values?.Any(value => value.Key.Length > MostValues || value.Value == null || value.Value.Length > MaxValueLength) == true)
            return Invalid($"`values` has at most {MostValues} entries of at most {MaxValueLength} characters.");
        return to is { Length: > 0 } && !CaseEntry.IsEmail(to) ? Invalid("`to` is an e-mail address.") : null;
    }

    private static Failure Invalid(string detail) => new("invalid_case", detail);

    public static Failure Unknown(string id) => new("not_found", $"There is no letter or notice {id} of this case.");

    private static Failure Sent() => new("text_sent", "It was sent, and stays as it is; it can be taken back.");

    private static Failure Meanwhile() => new("case_moved", "Somebody else changed or sent it meanwhile.");

    /// <summary>What a new draft begins with.</summary>
    private sealed record TextStart(string Language, string? Form, long? Right, string? To, Dictionary<string, string> Values);
}
