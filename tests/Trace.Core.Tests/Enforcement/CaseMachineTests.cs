using Trace.Core.Enforcement;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>Every move from every state, and everything a move needs taken away once.</summary>
public sealed class CaseMachineTests
{
    private static readonly DateOnly Today = new(2026, 11, 29);

    /// <summary>The table once more, by state: what may happen, and where it leads.</summary>
    private static readonly Dictionary<string, string> Ladder = new()
    {
        ["draft"] = "contact_seller>seller_contacted close>closed retract>closed",
        ["seller_contacted"] = "request_proof>proof_requested reject_proof>proof_requested accept_proof>closed record_refusal>refused close>closed retract>closed",
        ["proof_requested"] = "reject_proof>proof_requested accept_proof>closed record_no_answer>no_answer record_refusal>refused close>closed retract>closed",
        ["no_answer"] = "accept_proof>closed record_late_answer>proof_requested complain>platform_complaint close>closed retract>closed",
        ["refused"] = "accept_proof>closed record_late_answer>proof_requested complain>platform_complaint close>closed retract>closed",
        ["platform_complaint"] = "record_removal>removed record_platform_refusal>refused_by_platform record_counter_notice>counter_notice retract>closed",
        ["removed"] = "record_counter_notice>counter_notice go_legal>legal close>closed retract>closed",
        ["refused_by_platform"] = "complain>platform_complaint go_legal>legal close>closed retract>closed",
        ["counter_notice"] = "go_legal>legal close>closed retract>closed",
        ["legal"] = "close>closed retract>closed",
        ["closed"] = "retract>closed reopen>draft",
    };

    [Fact]
    public void Every_move_from_every_state_is_as_the_table_says()
    {
        foreach (var state in Enum.GetValues<CaseState>())
        {
            var expected = Ladder[Words.Of(state)].Split(' ').Select(pair => pair.Split('>')).ToDictionary(pair => pair[0], pair => pair[1]);
            foreach (var move in Enum.GetValues<CaseMove>())
            {
                var step = CaseMachine.Move(state, move, Complete);
                if (expected.TryGetValue(Words.Of(move), out var to))
                {
                    Assert.True(step.Moved, $"{state} {move}");
                    Assert.Equal(to, Words.Of(step.State));
                }
                else
                {
                    Assert.Equal(["move_not_allowed"], step.Refusals.Codes());
                    Assert.Equal((state, Complete.Due), (step.State, step.Due));
                }
            }
        }
    }

    [Fact]
    public void An_inspector_never_complains_hands_over_or_reopens()
    {
        foreach (var rule in CaseTable.Rules)
        {
            string[] refusals = rule.Move is CaseMove.Complain or CaseMove.GoLegal or CaseMove.Reopen ? ["role_not_allowed"] : [];
            var step = CaseMachine.Move(rule.From[0], rule.Move, Complete with { Role = CaseRole.Inspector });
            Assert.Equal(refusals, step.Refusals.Codes());
        }
    }

    [Fact]
    public void Everything_a_move_needs_taken_away_once_is_named()
    {
        Gap[] gap = [new("capture_missing", "")];
        (string Codes, CaseFacts Facts, string Moves)[] without =
        [
            ("evidence_not_checked", Complete with { AskGaps = null }, "contact_seller request_proof"),
            ("capture_missing", Complete with { AskGaps = gap }, "contact_seller request_proof"),
            ("evidence_not_checked", Complete with { ClaimGaps = null }, "complain go_legal"),
            ("capture_missing", Complete with { ClaimGaps = gap }, "complain go_legal"),
            ("text_missing", Complete with { TextGaps = null }, "contact_seller request_proof reject_proof complain retract"),
            ("capture_missing", Complete with { TextGaps = gap }, "contact_seller request_proof reject_proof complain retract"),
            ("signature_missing", Complete with { SignedBy = " " }, "contact_seller request_proof reject_proof complain retract"),
            ("second_person_missing", Complete with { SecondPerson = null }, "complain"),
            ("second_person_missing", Complete with { SecondPerson = " person a " }, "complain"),
            ("review_missing", Complete with { ReviewedBy = "" }, "reject_proof accept_proof"),
            ("time_not_passed", Complete with { Due = Today }, "record_no_answer"),
            ("time_not_passed", Complete with { Due = null }, "record_no_answer"),
            ("answer_missing", Complete with { AnswerKept = false }, "reject_proof accept_proof record_refusal record_late_answer record_removal record_platform_refusal record_counter_notice"),
            ("dossier_missing", Complete with { DossierKept = false }, "go_legal"),
            ("nothing_out", Complete with { SomethingOut = false }, "retract"),
            ("reason_missing", Complete with { Reason = "\t" }, "reject_proof close retract reopen"),
        ];
        foreach (var (code, facts, moves) in without)
        {
            var refused = CaseTable.Rules.Where(rule => !CaseMachine.Move(rule.From[0], rule.Move, facts).Moved).ToList();
            Assert.Equal(moves.Split(' '), refused.Select(rule => Words.Of(rule.Move)));
            Assert.All(refused, rule => Assert.Equal([code], CaseMachine.Move(rule.From[0], rule.Move, facts).Refusals.Codes()));
        }
    }

    [Fact]
    public void A_good_record_at_the_platform_needs_no_second_person() =>
        Assert.True(CaseMachine.Move(CaseState.Refused, CaseMove.Complain, Complete with { NeedsSecondPerson = false, SecondPerson = null }).Moved);

    [Fact]
    public void Whoever_is_asked_has_two_weeks_and_people_are_reminded_before()
    {
        var step = CaseMachine.Move(CaseState.Draft, CaseMove.ContactSeller, Complete);
        Assert.Equal(new DateOnly(2026, 12, 13), step.Due);
        Assert.Equal([new DateOnly(2026, 12, 6), new DateOnly(2026, 12, 13)], step.Reminders);
        Assert.Null(CaseMachine.Move(CaseState.Draft, CaseMove.Close, Complete).Due);
    }

    [Fact]
    public void Each_move_has_one_rule_and_no_reminder_comes_after_its_day()
    {
        Assert.Equal(Enum.GetValues<CaseMove>(), CaseTable.Rules.Select(rule => rule.Move).Order());
        Assert.All(CaseTable.Rules, rule => Assert.All(rule.ReminderDays, days => Assert.InRange(days, 1, rule.DueDays ?? 30)));
    }

    /// <summary>From wherever a case is, it can be ended, and what went out can be taken back.</summary>
    [Fact]
    public void What_went_out_can_be_taken_back_at_any_time_by_anybody_who_works_on_cases() =>
        Assert.All(Enum.GetValues<CaseState>(), state => Assert.Equal(CaseState.Closed, CaseMachine.Move(state, CaseMove.Retract, Complete with { Role = CaseRole.Inspector, ClaimGaps = null, AskGaps = null }).State));

    private static CaseFacts Complete => new()
    {
        Role = CaseRole.BrandAdmin,
        Today = Today,
        Due = Today.AddDays(-1),
        AskGaps = [],
        ClaimGaps = [],
        TextGaps = [],
        SignedBy = "Person A",
        NeedsSecondPerson = true,
        SecondPerson = "Person B",
        ReviewedBy = "Person A",
        AnswerKept = true,
        DossierKept = true,
        SomethingOut = true,
        Reason = "as agreed",
    };
}
