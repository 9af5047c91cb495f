using Trace.Core.Enforcement;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>A move as it was asked for, and found to be well formed.</summary>
public sealed record AskedMove(
    CaseMove Move, CaseState From, long? Step, string? Reason, IReadOnlyList<long> Texts, long? Answer, bool Confirm, string? Password, string Delivery)
{
    private const int MostTexts = 2;

    public static Outcome<AskedMove> Parse(MoveCaseRequest request)
    {
        if (!Words.TryParse<CaseMove>(request.Move, out var move))
            return Invalid($"`move` is one of {string.Join(", ", Words.All<CaseMove>())}.");
        if (!Words.TryParse<CaseState>(request.From, out var from))
            return Invalid($"`from` is the state the case has, one of {string.Join(", ", Words.All<CaseState>())}.");
        if (request.Reason is { Length: > 0 } && CaseEntry.WordsProblem(request.Reason, "reason", CaseMoves.MaxReasonLength) is { } problem)
            return Invalid(problem);
        if (request.Delivery is not (null or TextRow.ByMail or TextRow.ByHand))
            return Invalid($"`delivery` is {TextRow.ByMail} or {TextRow.ByHand}.");
        var texts = new List<long>();
        foreach (var text in request.Texts ?? [])
        {
            if (!PublicId.TryParse(text, out var id))
                return Invalid("`texts` are ids of drafts.");
            texts.Add(id);
        }

        var answer = 0L;
        if (texts.Count > MostTexts || (request.Answer != null && !PublicId.TryParse(request.Answer, out answer)))
            return Invalid($"`answer` is the id of an answer, and `texts` are at most {MostTexts}.");
        return new AskedMove(
            move, from, request.Step, request.Reason?.Trim() is { Length: > 0 } reason ? reason : null, texts, request.Answer == null ? null : answer, request.Confirm, request.Password, request.Delivery ?? TextRow.ByHand);
    }

    private static Failure Invalid(string detail) => new("invalid_case", detail);
}
