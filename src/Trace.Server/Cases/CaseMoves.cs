using System.Text.Json.Nodes;
using Trace.Core.Enforcement;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Moves cases as <see cref="CaseTable"/> says, each step with what goes out with it, in one transaction. What is refused changes nothing and is in the audit trail.</summary>
public sealed class CaseMoves(
    Database database, CaseSeal seal, CaseContexts contexts, CaseWriting writing, CaseSending sending, CaseSources sources, Acceptances acceptances, Signing signing, BrandCases cases, LogRecords records, AuditTrail audit, TimeProvider clock)
{
    public const int MaxReasonLength = 2000;

    /// <summary>Whose role moves cases; null for all others.</summary>
    public static CaseRole? RoleOf(Caller caller) => caller.Role switch
    {
        Roles.BrandAdmin => CaseRole.BrandAdmin,
        Roles.Inspector => CaseRole.Inspector,
        _ => null,
    };

    /// <summary>Signs something or vouches for it: no machine does.</summary>
    public static bool NeedsPerson(CaseRule rule) => rule.Needs.Contains(CaseNeed.SignedText) || rule.Needs.Contains(CaseNeed.Review);

    /// <summary>The case as it stands afterwards.</summary>
    public async Task<Outcome<CaseDetail>> MoveAsync(Caller caller, string caseId, MoveCaseRequest request, CancellationToken cancellationToken)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        if (RoleOf(caller) is not { } role)
            return Problems.ForStatus(StatusCodes.Status403Forbidden);
        // What is not there answers first: nobody learns from a refusal that it is.
        if (await database.ReadAsync(session => contexts.FindAsync(session, caller.BrandId, caseId), cancellationToken) is not { } context)
            return BrandCases.Unknown(caseId);
        if (!AskedMove.Parse(request).TryGet(out var asked, out var failure))
            return failure;
        var outcome = await TryAsync(caller, role, context, asked, cancellationToken);
        if (!outcome.TryGet(out var moved, out failure))
        {
            await database.WriteAsync(
                session => audit.AddAsync(session, caller, new AuditedChange("case.move_refused", caseId, new { context.Row.State }, new { Move = Words.Of(asked.Move), Why = WhyOf(failure) })), CancellationToken.None);
            return failure;
        }

        // Kept and due already: whoever moved the case need not wait for a mail server that does not answer.
        await sending.SendDueAsync(moved, cancellationToken);
        return await cases.FindAsync(caller, caseId);
    }

    /// <summary>What keeps every claim, and every move from here, from going on.</summary>
    public async Task<Outcome<CaseMissing>> MissingAsync(Caller caller, string caseId)
    {
        if (WholeBrand.Refuse(caller) is { } limited)
            return limited;
        var signer = await signing.FindSignerAsync(caller);
        return await database.ReadAsync<Outcome<CaseMissing>>(async session => await contexts.FindAsync(session, caller.BrandId, caseId) is { } context
            ? await MissingAsync(session, caller, context, signer)
            : BrandCases.Unknown(caseId));
    }

    private async Task<Outcome<CaseMissing>> MissingAsync(Session session, Caller caller, CaseContext context, Signer? signer)
    {
        var second = await acceptances.NeedsSecondPersonAsync(session, context.Row.BrandId, context.Row.Platform);
        var moves = new List<MoveMissing>();
        foreach (var rule in CaseTable.Rules.Where(rule => rule.From.Contains(context.Row.StandsAt)))
        {
            // What comes with the move itself counts as there: a reason, a signature, a review.
            var someone = signer ?? new Signer(0, "-", "-", caller.Role);
            var drafts = DraftsFor(context, rule.Move);
            var facts = Facts(RoleOf(caller) ?? CaseRole.Inspector, context, rule.Move, someone, drafts, reason: "-", second) with
            {
                ReviewedBy = someone.Name,
                AnswerKept = context.Parts.Answers.Any(answer => Fits(answer, rule)),
            };
            var gaps = CaseMachine.Move(context.Row.StandsAt, rule.Move, facts).Refusals;
            if (RoleOf(caller) == null)
                gaps = [new Gap("role_not_allowed", $"The move {Words.Of(rule.Move)} is for {string.Join(" or ", rule.Roles.Select(Words.Of))}.", Words.Of(rule.Move), Blocks: true)];
            moves.Add(new MoveMissing(Words.Of(rule.Move), Words.Of(rule.To), [.. rule.Needs.Select(Words.Of)], NeedsPerson(rule), gaps));
        }

        return new CaseMissing(context.AskGaps, [.. Enum.GetValues<ClaimKind>().Select(claim => new ClaimMissing(Words.Of(claim), context.ClaimGaps(claim)))], moves, second);
    }

    private async Task<Outcome<CaseRow>> TryAsync(Caller caller, CaseRole role, CaseContext context, AskedMove asked, CancellationToken cancellationToken)
    {
        var (row, rule) = (context.Row, CaseTable.Of(asked.Move));
        if (row.StandsAt != asked.From || (asked.Step is { } seen && seen != row.Steps))
            return Moved(row);
        if (!Chosen(context, asked, rule).TryGet(out var chosen, out var failure))
            return failure;
        Signer? signer = null;
        // Whoever may not move it, or cannot from here, is told that before a password is asked for.
        if (rule.From.Contains(row.StandsAt) && rule.Roles.Contains(role) && NeedsPerson(rule))
        {
            if (!(await signing.ConfirmAsync(caller, asked.Confirm, asked.Password)).TryGet(out signer, out failure))
                return failure;
        }

        var second = await database.ReadAsync(session => acceptances.NeedsSecondPersonAsync(session, row.BrandId, row.Platform), cancellationToken);
        var facts = Facts(role, context, asked.Move, signer, chosen.Texts, asked.Reason, second) with
        {
            ReviewedBy = signer?.Name,
            AnswerKept = chosen.Answer != null,
        };
        var step = CaseMachine.Move(row.StandsAt, asked.Move, facts);
        if (!step.Moved)
            return Refused(step);
        if (!(await sending.PrepareAsync(caller, context, rule, chosen.Texts, signer, asked.Delivery, cancellationToken)).TryGet(out var prepared, out failure))
            return failure;
        await using (prepared)
        {
            return await database.TryWriteAsync(session => StoreAsync(session, caller, context, asked, step, chosen.Answer, signer, prepared, cancellationToken), cancellationToken);
        }
    }

    private async Task<Outcome<CaseRow>> StoreAsync(
        Session session, Caller caller, CaseContext context, AskedMove asked, CaseStep step, AnswerRow? answer, Signer? signer, PreparedTexts prepared, CancellationToken cancellationToken)
    {
        var (old, now) = (context.Row, clock.GetUtcNow().ToUnixTimeMilliseconds());
        var closes = step.State == CaseState.Closed;
        var moved = old with
        {
            State = Words.Of(step.State),
            Steps = old.Steps + 1,
            LastMove = Words.Of(asked.Move),
            DueDay = CalendarDay.Format(step.Due),
            MovedAt = now,
            ClosedAt = closes ? old.ClosedAt ?? now : null,
        };
        if (!await CasesStore.MoveAsync(session, old, moved))
            return Moved(old);
        if (!(await sending.StoreAsync(session, moved, prepared, signer, now, cancellationToken)).TryGet(out var sent, out var failure))
            return failure;
        await sources.HoldAsync(session, old.BrandId, CaseNeeds.Of(old, context.Parts.Subjects), CaseNeeds.Of(moved, context.Parts.Subjects));
        await AfterAsync(session, context, asked.Move, answer, signer, now);
        if (closes)
            await ReplyLinksStore.CloseAsync(session, old.BrandId, old.CaseId, now);
        await CaseStepsStore.SetRemindersAsync(session, moved, step.Reminders);
        var record = await records.EnterAsync(session, old.BrandId, "case_step", Record(old, moved, caller, sent, answer));
        var stored = new StepRow(old.BrandId, old.CaseId, moved.Steps, moved.LastMove!, old.State, moved.State, now, caller.Kind.ToString(), caller.Id, moved.DueDay, record, Words: []);
        var by = signer ?? await signing.FindSignerAsync(session, caller);
        await CaseStepsStore.AddAsync(session, seal.Seal(stored, new StepWords(by?.Name, asked.Reason)));
        await audit.AddAsync(session, caller, new AuditedChange("case.move", PublicId.Format(old.CaseId), new { old.State, old.Steps }, new { moved.State, moved.Steps, Move = moved.LastMove }));
        return moved;
    }

    /// <summary>Ids, hashes and words alone: names and reasons stay with us.</summary>
    private static JsonObject Record(CaseRow old, CaseRow moved, Caller caller, IReadOnlyList<TextRow> sent, AnswerRow? answer) => new()
    {
        ["case"] = PublicId.Format(old.CaseId),
        ["step"] = moved.Steps,
        ["move"] = moved.LastMove,
        ["from"] = old.State,
        ["to"] = moved.State,
        ["by"] = PublicId.Format(caller.Id),
        ["sent"] = new JsonArray([.. sent.Select(text => (JsonNode)new JsonObject { ["text"] = PublicId.Format(text.TextId), ["kind"] = text.Kind, ["sha256"] = text.Sha256 })]),
        ["answer"] = answer == null ? null : PublicId.Format(answer.AnswerId),
    };

    private static async Task AfterAsync(Session session, CaseContext context, CaseMove move, AnswerRow? answer, Signer? signer, long now)
    {
        if (answer != null && move is CaseMove.AcceptProof or CaseMove.RejectProof)
        {
            await CaseAnswersStore.ReviewAsync(
                session, answer! with { ReviewedAt = now, ReviewedBy = signer!.Id, Decision = move == CaseMove.AcceptProof ? AnswerRow.Accepted : AnswerRow.Rejected });
        }

        NoticeOutcome? outcome = move switch
        {
            CaseMove.RecordRemoval => NoticeOutcome.Accepted,
            CaseMove.RecordPlatformRefusal => NoticeOutcome.Refused,
            // It counts as successful until somebody records that the platform did not follow it.
            CaseMove.RecordCounterNotice => NoticeOutcome.CounterNoticed,
            _ => null,
        };
        if (outcome is { } ended && context.LastNotice is { } notice)
            await CaseTextsStore.SetOutcomeAsync(session, notice with { Outcome = Words.Of(ended), OutcomeAt = now });
        if (move == CaseMove.Retract)
        {
            foreach (var text in context.Out)
                await CaseTextsStore.TakeBackAsync(session, text, now);
        }
    }

    private CaseFacts Facts(CaseRole role, CaseContext context, CaseMove move, Signer? signer, IReadOnlyList<TextRow> chosen, string? reason, bool second) => new()
    {
        Role = role,
        Today = context.Today,
        Due = context.Row.Due,
        AskGaps = context.AskGaps,
        ClaimGaps = context.ClaimGaps(context.Row.ClaimKind),
        TextGaps = TextGaps(context, move, signer, chosen),
        SignedBy = signer?.Name,
        NeedsSecondPerson = second,
        SecondPerson = chosen.Where(text => text.IsNotice).Select(text => SecondOf(text, signer)).FirstOrDefault(),
        DossierKept = context.Basis.DossierKept,
        SomethingOut = context.Out.Any(),
        Reason = reason,
    };

    /// <summary>The rules compare names, and two people may have one name: accounts tell them apart.</summary>
    private string? SecondOf(TextRow text, Signer? signer) =>
        text.AgreedBy is not { } account ? null : account == signer?.Id ? signer.Name : $"{seal.ContentOf(text).Second} ({PublicId.Format(account)})";

    /// <summary>Of all that would go out; null if nothing would.</summary>
    private List<Gap>? TextGaps(CaseContext context, CaseMove move, Signer? signer, IReadOnlyList<TextRow> chosen)
    {
        if (chosen.Count == 0)
            return null;
        var gaps = chosen.SelectMany(text => writing.Write(context, text, signer, CaseWriting.LinkToCome).Missing).ToList();
        if (move == CaseMove.Complain && !chosen.Any(text => text.IsNotice) && CaseNotices.FormsFor(context.Row).Any())
            gaps.Add(new Gap("notice_missing", "There is a form for this claim and place; the letter goes with it and not in its stead."));
        return gaps;
    }

    /// <summary>The texts and the answer that were named, if they are of this case and fit the move.</summary>
    private static Outcome<(IReadOnlyList<TextRow> Texts, AnswerRow? Answer)> Chosen(CaseContext context, AskedMove asked, CaseRule rule)
    {
        var kinds = CaseLetters.KindsOf(asked.Move);
        var texts = new List<TextRow>();
        foreach (var id in asked.Texts)
        {
            if (context.Parts.Texts.FirstOrDefault(text => text.TextId == id) is not { } text)
                return new Failure("invalid_case", $"`texts`: the case has no letter or notice {PublicId.Format(id)}.");
            if (text.SentAt != null || !kinds.Contains(text.Kind, StringComparer.Ordinal) || texts.Any(other => other.Kind == text.Kind))
                return new Failure("invalid_case", kinds.Count == 0 ? "Nothing goes out with this move." : $"`texts`: with this move goes one draft of each of {string.Join(", ", kinds)}.");
            texts.Add(text);
        }

        if (asked.Answer is not { } answerId)
            return (texts, null);
        return context.Parts.Answers.FirstOrDefault(answer => answer.AnswerId == answerId) is { } found && Fits(found, rule)
            ? (texts, found)
            : new Failure("invalid_case", "`answer` is none that this move could rest on.");
    }

    /// <summary>Moves of the seller's answer rest on one of the seller that nobody reviewed, others on one of the platform.</summary>
    private static bool Fits(AnswerRow answer, CaseRule rule) => rule.Move is CaseMove.RecordRemoval or CaseMove.RecordPlatformRefusal or CaseMove.RecordCounterNotice
        ? answer.Sender == AnswerRow.Platform
        : answer is { Sender: AnswerRow.Seller, Decision: null };

    /// <summary>The newest draft of each kind that would go out.</summary>
    private static List<TextRow> DraftsFor(CaseContext context, CaseMove move) => [.. CaseLetters.KindsOf(move)
        .Select(kind => context.Parts.Texts.LastOrDefault(text => text.Kind == kind && text.SentAt == null)).OfType<TextRow>()];

    private static string WhyOf(Failure failure) => failure.Missing is { Count: > 0 } gaps ? string.Join(' ', gaps.Select(gap => gap.Code).Distinct(StringComparer.Ordinal)) : failure.Code;

    private static Failure Refused(CaseStep step) => new(
        step.Refusals.Any(gap => gap.Code == "role_not_allowed") ? "forbidden" : "case_refused", string.Join(' ', step.Refusals.Select(gap => gap.Name == null ? gap.Text : $"`{gap.Name}`: {gap.Text}")))
    {
        Missing = step.Refusals,
    };

    private static Failure Moved(CaseRow row) => new("case_moved", $"The case {row.Reference} is no longer as you saw it: somebody else moved it. Nothing was changed.");
}
