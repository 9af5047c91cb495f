using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Why a link is not taken.</summary>
public enum ReplyRefusal
{
    /// <summary>No link of ours, or one whose case was erased.</summary>
    Unknown,

    Expired,

    /// <summary>The brand ended it, or asked anew by another.</summary>
    Closed,
}

/// <summary>What a link leads to.</summary>
/// <param name="Brand">The name of whoever asks.</param>
/// <param name="Asked">The letter in which it stands.</param>
/// <param name="Sent">What was sent by it; null while nothing was.</param>
/// <param name="Until">The last moment it is taken.</param>
public sealed record ReplyRound(ReplyLinkRow Link, CaseRow Case, string Brand, string Language, string? Subject, string? Asked, SentReply? Sent, DateTimeOffset Until);

/// <summary>What a seller sent.</summary>
public sealed record SentReply(DateTimeOffset At, AnswerWords Words, IReadOnlyList<string> Files);

/// <summary>What a seller typed and attached.</summary>
public sealed record ReplyInput(AnswerWords Words, IReadOnlyList<IFormFile> Files);

/// <summary>Sellers who answer by a link: no account, one answer a link. Whoever has the link can answer in the seller's place, so a named person reviews what comes.</summary>
public sealed class SellerReplies(Database database, CaseSeal seal, CaseAnswers answers, FileArrivals arrivals, KeptFiles files, AuditTrail audit, TimeProvider clock, ILogger<SellerReplies> log)
{
    /// <summary>The round of a token, or why it is refused; that is recorded.</summary>
    public async Task<(ReplyRound? Round, ReplyRefusal? Refusal)> FindAsync(string token)
    {
        var hash = SecretToken.HashOf(token);
        var round = hash == null ? null : await database.ReadAsync(session => ReadAsync(session, hash));
        ReplyRefusal? refusal = round switch
        {
            null => ReplyRefusal.Unknown,
            { Link.UsedAt: not null } => null,
            { Link.ClosedAt: not null } => ReplyRefusal.Closed,
            _ => round.Until <= clock.GetUtcNow() ? ReplyRefusal.Expired : null,
        };
        if (refusal is { } why)
            await RecordAsync(round, why);
        return refusal == null ? (round, null) : (null, refusal);
    }

    /// <summary>Takes the answer. A link that was used, closed or has expired meanwhile takes none, and nothing is kept.</summary>
    public async Task<Outcome<SentReply>> TakeAsync(ReplyRound round, ReplyInput input, CancellationToken cancellationToken)
    {
        var caller = Caller.System(round.Case.BrandId);
        var arrived = new List<ArrivedFile>();
        try
        {
            foreach (var file in input.Files)
            {
                await using var stream = file.OpenReadStream();
                if (!(await arrivals.ReceiveAsync(caller, FilePurpose.Answer, NameOf(file.FileName), stream, cancellationToken)).TryGet(out var taken, out var failure))
                    return failure;
                arrived.Add(taken);
            }

            var outcome = await database.TryWriteAsync<AnswerRow>(
                async session =>
                {
                    var id = PublicId.Create();
                    if (!await ReplyLinksStore.UseAsync(session, round.Link, id, clock.GetUtcNow().ToUnixTimeMilliseconds()))
                        return new Failure("invalid_link", "The link was used or closed meanwhile.");
                    var answer = await answers.AddAsync(session, round.Case, new NewAnswer(AnswerRow.Seller, AnswerRow.Link, RecordedBy: null, input.Words, id), arrived, cancellationToken);
                    await audit.AddAsync(session, caller, new AuditedChange("case.reply", PublicId.Format(round.Case.CaseId), New: new { Answer = PublicId.Format(id), Files = arrived.Count }));
                    return answer;
                },
                cancellationToken);
            return outcome.TryGet(out var kept, out var refused)
                ? new SentReply(DateTimeOffset.FromUnixTimeMilliseconds(kept.ReceivedAt), input.Words, [.. arrived.Select(file => file.Name)])
                : refused;
        }
        finally
        {
            foreach (var file in arrived)
                await file.DisposeAsync();
        }
    }

    /// <summary>A use that came too late: the link was used by the time.</summary>
    public Task RecordReuseAsync(ReplyRound round) => RecordAsync(round, "used");

    private async Task<ReplyRound?> ReadAsync(Session session, byte[] hash)
    {
        if (await ReplyLinksStore.FindByTokenAsync(session, hash) is not { } link
            || await CasesStore.FindAsync(session, link.BrandId, link.CaseId) is not { } row
            || await BrandsStore.FindAsync(session, link.BrandId) is not { } brand
            || await CaseTextsStore.FindAsync(session, link.BrandId, link.CaseId, link.TextId) is not { } text)
        {
            return null;
        }

        var content = seal.ContentOf(text);
        var answer = link.AnswerId is { } id ? await CaseAnswersStore.FindAsync(session, link.BrandId, link.CaseId, id) : null;
        return new ReplyRound(
            link, row, brand.Name, text.Language, content.Subject, content.Body, answer == null ? null : await DescribeAsync(session, answer), DateTimeOffset.FromUnixTimeMilliseconds(link.ExpiresAt));
    }

    private async Task<SentReply> DescribeAsync(Session session, AnswerRow answer)
    {
        var names = new List<string>();
        foreach (var id in answer.FileIds)
        {
            if (await files.FindAsync(session, answer.BrandId, id) is { } file)
                names.Add(file.Name);
        }

        return new SentReply(DateTimeOffset.FromUnixTimeMilliseconds(answer.ReceivedAt), seal.WordsOf(answer), names);
    }

    private Task RecordAsync(ReplyRound? round, ReplyRefusal why) => RecordAsync(round, Trace.Core.Enforcement.Words.Of(why));

    private async Task RecordAsync(ReplyRound? round, string why)
    {
        CasesLog.ReplyRefused(log, why);
        if (round == null)
            return;
        await database.WriteAsync(session => audit.AddAsync(
            session, Caller.System(round.Case.BrandId), new AuditedChange("case.reply_refused", PublicId.Format(round.Case.CaseId), New: new { Link = PublicId.Format(round.Link.LinkId), Why = why })));
    }

    /// <summary>Browsers may send a whole path; what is left of it is for people to see.</summary>
    private static string NameOf(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return FileArrivals.NameProblem(last) == null ? last : "file";
    }
}
