using Trace.Core;
using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Files;
using Trace.Server.Http;

namespace Trace.Server.Purchases;

/// <summary>Reads what is to be recorded, for the API and the console alike.</summary>
public sealed class PurchaseDrafts(OwnAccount account, TimeProvider clock)
{
    /// <summary>Clocks differ; more than that is a mistake.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private static readonly Dictionary<string, FindingResult> Results = new(StringComparer.Ordinal)
    {
        ["not_of_the_brand"] = FindingResult.NotOfTheBrand,
        ["of_the_brand"] = FindingResult.OfTheBrand,
        ["undecided"] = FindingResult.Undecided,
    };

    public static IReadOnlyCollection<string> ResultWords => Results.Keys;

    public static string Word(FindingResult result) => Results.First(pair => pair.Value == result).Key;

    public Outcome<EntryDraft> Seal(RecordSealRequest request)
    {
        if (PlainText.Problem(request.Number, "number", PurchaseDraft.MaxTextLength) is { } problem)
            return PurchaseDraft.Wrong(problem);
        if (request.Intact is not { } intact)
            return PurchaseDraft.Wrong("`intact` is true or false.");
        return Of(PurchaseEntry.Seal, request.At, request.Note, new PurchaseContent(Seal: new RecordedSeal(request.Number!, intact)));
    }

    /// <summary>Signed by the person who is signed in, by the name the account has now.</summary>
    public async Task<Outcome<EntryDraft>> HandOverAsync(Caller caller, RecordHandOverRequest request)
    {
        if ((PlainText.Problem(request.From, "from", PurchaseDraft.MaxTextLength) ?? PlainText.Problem(request.To, "to", PurchaseDraft.MaxTextLength)) is { } problem)
            return PurchaseDraft.Wrong(problem);
        if (caller.Kind != ActorKind.Account)
            return new Failure("forbidden", "A person signs a hand-over, not an API key.");
        return (await account.FindAsync(caller)).TryGet(out var person, out var failure)
            ? Of(PurchaseEntry.HandOver, request.At, request.Note, new PurchaseContent(HandOver: new RecordedHandOver(request.From!, request.To!, person.Name)))
            : failure;
    }

    /// <summary>The report is its file.</summary>
    public Outcome<EntryDraft> Finding(ArrivedFile report, string? examiner, string? result, DateTimeOffset? at, string? note)
    {
        if (PlainText.Problem(examiner, "examiner", PurchaseDraft.MaxTextLength) is { } problem)
            return PurchaseDraft.Wrong(problem);
        return result != null && Results.TryGetValue(result, out var known)
            ? Of(PurchaseEntry.Finding, at, note, new PurchaseContent(Finding: new RecordedFinding(examiner!, known)), report)
            : PurchaseDraft.Wrong($"`result` is one of {string.Join(", ", Results.Keys)}.");
    }

    /// <summary>A time of a form; null where none was sent.</summary>
    public static Outcome<DateTimeOffset?> ParseTime(string? at) => at == null ? (DateTimeOffset?)null
        : Rfc3339.TryParse(at, out var time) ? (DateTimeOffset?)time
        : PurchaseDraft.Wrong("`at` is a time of RFC 3339, such as 2026-11-29T10:00:00Z.");

    public Outcome<EntryDraft> Of(string kind, DateTimeOffset? at, string? note, PurchaseContent content, ArrivedFile? file = null)
    {
        var now = clock.GetUtcNow();
        if (at > now + Ahead || at?.Year < 2000)
            return PurchaseDraft.Wrong("`at` is a time that is not to come.");
        return PlainText.OptionalProblem(note, "note", PurchaseDraft.MaxNoteLength) is { } problem
            ? PurchaseDraft.Wrong(problem)
            : new EntryDraft(kind, at ?? now, content with { Note = note }, file);
    }
}
