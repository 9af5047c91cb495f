using System.Globalization;

namespace Trace.Core.Enforcement;

/// <summary>What became of a move: a state with its days, or why not.</summary>
/// <param name="State">The new one; that before if the move was refused.</param>
/// <param name="Refusals">Empty if the case moved.</param>
/// <param name="Due">The last day the new state waits for.</param>
public sealed record CaseStep(CaseState State, IReadOnlyList<Gap> Refusals, DateOnly? Due, IReadOnlyList<DateOnly> Reminders)
{
    public bool Moved => Refusals.Count == 0;
}

/// <summary>Moves cases by <see cref="CaseTable"/>. Keeps nothing: whoever stores the new state compares the old one, so that two people cannot both move it.</summary>
public static class CaseMachine
{
    public static CaseStep Move(CaseState state, CaseMove move, CaseFacts facts)
    {
        var rule = CaseTable.Of(move);
        var refusals = Refusals(rule, state, facts);
        if (refusals.Count > 0)
            return new CaseStep(state, refusals, facts.Due, []);
        return new CaseStep(rule.To, [], rule.DueDays is { } days ? facts.Today.AddDays(days) : null, [.. rule.ReminderDays.Select(facts.Today.AddDays)]);
    }

    private static List<Gap> Refusals(CaseRule rule, CaseState state, CaseFacts facts)
    {
        var word = Words.Of(rule.Move);
        if (!rule.From.Contains(state))
            return [new Gap("move_not_allowed", $"A case in the state {Words.Of(state)} has no move {word}.", word, Blocks: true)];
        if (!rule.Roles.Contains(facts.Role))
            return [new Gap("role_not_allowed", $"The move {word} is for {string.Join(" or ", rule.Roles.Select(Words.Of<CaseRole>))}.", word, Blocks: true)];
        return [.. rule.Needs.SelectMany(need => Missing(need, facts))];
    }

    private static IEnumerable<Gap> Missing(CaseNeed need, CaseFacts facts) => need switch
    {
        CaseNeed.AskEvidence => facts.AskGaps ?? [new Gap("evidence_not_checked", "The evidence was not looked at.")],
        CaseNeed.ClaimEvidence => facts.ClaimGaps ?? [new Gap("evidence_not_checked", "The evidence was not looked at.")],
        CaseNeed.SignedText => [.. facts.TextGaps ?? [new Gap("text_missing", "What goes out is not written.")], .. Unless(HasName(facts.SignedBy), "signature_missing", "Nobody signed what goes out.")],
        CaseNeed.SecondPerson => SecondPerson(facts),
        CaseNeed.Review => Unless(HasName(facts.ReviewedBy), "review_missing", "No named person looked at what the seller sent."),
        CaseNeed.TimePassed => Unless(facts.Today > facts.Due, "time_not_passed", facts.Due is { } due ? $"The time for an answer runs until the end of {due.ToString("O", CultureInfo.InvariantCulture)}." : "No time for an answer was set."),
        CaseNeed.Answer => Unless(facts.AnswerKept, "answer_missing", "The answer is not kept with the case."),
        CaseNeed.Dossier => Unless(facts.DossierKept, "dossier_missing", "The dossier is not made."),
        CaseNeed.SomethingOut => Unless(facts.SomethingOut, "nothing_out", "Nothing went out that could be taken back."),
        CaseNeed.Reason => Unless(!string.IsNullOrWhiteSpace(facts.Reason), "reason_missing", "The move needs a reason in words."),
        _ => throw new ArgumentOutOfRangeException(nameof(need), need, "Not a need."),
    };

    private static Gap[] SecondPerson(CaseFacts facts)
    {
        if (!facts.NeedsSecondPerson)
            return [];
        var second = facts.SecondPerson?.Trim();
        return Unless(
            HasName(second) && !string.Equals(second, facts.SignedBy?.Trim(), StringComparison.OrdinalIgnoreCase),
            "second_person_missing",
            "Too many notices to this platform were refused or successfully objected to; a second person has to agree to this one.");
    }

    private static Gap[] Unless(bool there, string code, string text) => there ? [] : [new Gap(code, text)];

    private static bool HasName(string? name) => !string.IsNullOrWhiteSpace(name);
}
