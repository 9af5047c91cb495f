using static Trace.Core.Enforcement.CaseMove;
using static Trace.Core.Enforcement.CaseNeed;
using static Trace.Core.Enforcement.CaseState;

namespace Trace.Core.Enforcement;

/// <summary>A move that is allowed.</summary>
/// <param name="DueDays">How long the new state waits for others; null if for nobody.</param>
/// <param name="ReminderDays">When people are reminded, in days after the move.</param>
public sealed record CaseRule(
    CaseMove Move, IReadOnlyList<CaseState> From, CaseState To, IReadOnlyList<CaseRole> Roles, IReadOnlyList<CaseNeed> Needs, int? DueDays, IReadOnlyList<int> ReminderDays);

/// <summary>Every move there is. What is not here cannot be done, and nothing is undone but by a move that is here.</summary>
/// <remarks>
/// Days are ours, where no law gives them: two weeks for a seller's answer and for a platform; ten for what we do after a counter-notice, since a provider puts
/// material back after 10 to 14 business days under 17 U.S.C. 512(g)(2)(C) and after 15 days under Art. 43 of the E-Commerce Law of China.
/// </remarks>
public static class CaseTable
{
    private const int AnswerDays = 14;
    private const int CounterNoticeDays = 10;
    private const int LegalReviewDays = 30;

    private static readonly CaseRole[] Anybody = [CaseRole.Inspector, CaseRole.BrandAdmin];
    private static readonly CaseRole[] Admin = [CaseRole.BrandAdmin];

    public static IReadOnlyList<CaseRule> Rules { get; } =
    [
        new(ContactSeller, [Draft], SellerContacted, Anybody, [AskEvidence, SignedText], AnswerDays, [7, AnswerDays]),
        new(RequestProof, [SellerContacted], ProofRequested, Anybody, [AskEvidence, SignedText], AnswerDays, [7, AnswerDays]),
        new(RejectProof, [SellerContacted, ProofRequested], ProofRequested, Anybody, [Answer, Review, SignedText, Reason], AnswerDays, [7, AnswerDays]),
        new(AcceptProof, [SellerContacted, ProofRequested, NoAnswer, Refused], Closed, Anybody, [Answer, Review], null, []),
        new(RecordNoAnswer, [ProofRequested], NoAnswer, Anybody, [TimePassed], null, [7]),
        new(RecordRefusal, [SellerContacted, ProofRequested], Refused, Anybody, [Answer], null, [7]),
        new(RecordLateAnswer, [NoAnswer, Refused], ProofRequested, Anybody, [Answer], AnswerDays, [7, AnswerDays]),
        new(Complain, [NoAnswer, Refused, RefusedByPlatform], PlatformComplaint, Admin, [ClaimEvidence, SignedText, SecondPerson], AnswerDays, [7, AnswerDays]),
        new(RecordRemoval, [PlatformComplaint], Removed, Anybody, [Answer], null, [30]),
        new(RecordPlatformRefusal, [PlatformComplaint], RefusedByPlatform, Anybody, [Answer], null, [7]),
        new(RecordCounterNotice, [PlatformComplaint, Removed], CounterNotice, Anybody, [Answer], CounterNoticeDays, [3, 7, CounterNoticeDays]),
        new(GoLegal, [Removed, RefusedByPlatform, CounterNotice], Legal, Admin, [ClaimEvidence, Dossier], LegalReviewDays, [LegalReviewDays]),
        new(Close, [Draft, SellerContacted, ProofRequested, NoAnswer, Refused, Removed, RefusedByPlatform, CounterNotice, Legal], Closed, Anybody, [Reason], null, []),
        new(Retract, Enum.GetValues<CaseState>(), Closed, Anybody, [SomethingOut, SignedText, Reason], null, []),
        new(Reopen, [Closed], Draft, Admin, [Reason], null, []),
    ];

    /// <summary>The rule for a move; each has one, whatever the state.</summary>
    public static CaseRule Of(CaseMove move) => Rules.First(rule => rule.Move == move);
}
