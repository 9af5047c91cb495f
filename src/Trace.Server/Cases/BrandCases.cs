using Trace.Core.Enforcement;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Cases of a brand as they are read: for the API and the console alike.</summary>
public sealed class BrandCases(Database database, CaseSeal seal, CaseTexts texts, CaseContexts contexts, KeptFiles files, TimeProvider clock)
{
    /// <summary>Those moved last first.</summary>
    /// <param name="state">A state, open for all but closed ones, or null for all.</param>
    /// <param name="assignee">An account, or me.</param>
    public async Task<Outcome<Page<CaseResponse>>> ListAsync(
        Caller caller, string? state, string? claim, string? platform, string? assignee, string? listing, bool? overdue, string? cursor, int? limit)
    {
        if (!Paging.ParseByTime<long>(cursor, limit, PublicId.TryParse, 0).TryGet(out var page, out var problem)
            || !Filter(caller, state, claim, platform, assignee, listing, overdue).TryGet(out var filter, out problem))
        {
            return problem;
        }

        var today = clock.Today();
        var rows = await database.ReadAsync(session => CasesStore.ListAsync(session, caller.BrandId, filter, CalendarDay.Format(today), page.Before, page.Size + 1));
        return Paging.Of(rows, page.Size, row => Describe(row, today), row => Paging.CursorOf(row.MovedAt, PublicId.Format(row.CaseId)));
    }

    /// <summary>How many stand where.</summary>
    public async Task<Outcome<CaseBoard>> CountAsync(Caller caller, string? claim, string? platform, string? assignee)
    {
        if (!Filter(caller, state: null, claim, platform, assignee, listing: null, overdue: null).TryGet(out var filter, out var problem))
            return problem;
        var rows = (await database.ReadAsync(session => CasesStore.CountAsync(session, caller.BrandId, filter, CalendarDay.Format(clock.Today())))).ToDictionary(row => row.State, StringComparer.Ordinal);
        var counts = Words.All<CaseState>().Select(state => rows.TryGetValue(state, out var row) ? new CaseCount(state, row.Cases, row.Overdue) : new CaseCount(state, 0, 0)).ToList();
        var closed = Words.Of(CaseState.Closed);
        return new CaseBoard(counts, counts.Where(count => count.State != closed).Sum(count => count.Cases), counts.Sum(count => count.Overdue));
    }

    public async Task<Outcome<CaseDetail>> FindAsync(Caller caller, string caseId)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        return PublicId.TryParse(caseId, out var id)
            ? await database.ReadAsync<Outcome<CaseDetail>>(async session => await ReadAsync(session, caller.BrandId, id) is { } parts ? await DescribeAsync(session, caller, parts) : Unknown(caseId))
            : Unknown(caseId);
    }

    /// <summary>For dossiers: everything of a case; null when there is none.</summary>
    public Task<CaseFile?> FileAsync(long brandId, long caseId) => database.ReadAsync(session => FileAsync(session, brandId, caseId));

    /// <inheritdoc cref="FileAsync(long, long)"/>
    public async Task<CaseFile?> FileAsync(Session session, long brandId, long caseId) => await contexts.FindAsync(session, brandId, caseId) is { } context
        ? new CaseFile(
            context.Row,
            context.Parts.Subjects,
            context.Words,
            context.Seller,
            context.Brand,
            context.Basis,
            [.. context.Parts.Steps.Select(row => (row, seal.WordsOf(row)))],
            [.. context.Parts.Texts.Where(row => row.SentAt != null).Select(row => (row, seal.ContentOf(row)))],
            [.. context.Parts.Answers.Select(row => (row, seal.WordsOf(row)))])
        : null;

    /// <summary>For dossiers, in the transaction that keeps one: the case may go to a lawyer from now on.</summary>
    public static Task KeepDossierAsync(Session session, long brandId, long caseId, DateTimeOffset at) => CasesStore.SetDossierAsync(session, brandId, caseId, at.ToUnixTimeMilliseconds());

    /// <summary>For the export: all of a brand, with every word.</summary>
    public async IAsyncEnumerable<ExportedCase> ExportAsync(Session session, long brandId)
    {
        // Listed first: a connection reads one thing at a time.
        foreach (var row in await CasesStore.StreamAsync(session, brandId).ToListAsync())
        {
            if (await ReadAsync(session, brandId, row.CaseId) is { } parts)
                yield return new ExportedCase(await DescribeAsync(session, Caller.System(brandId), parts), [.. parts.Texts.Select(text => ExportedCaseText.Of(text, seal.ContentOf(text)))]);
        }
    }

    public CaseResponse Describe(CaseRow row) => Describe(row, clock.Today());

    /// <summary>All that is kept of a case, as it is at this moment; null when there is none.</summary>
    public static async Task<CaseParts?> ReadAsync(Session session, long brandId, long caseId) => await CasesStore.FindAsync(session, brandId, caseId) is { } row
        ? new CaseParts(
            row,
            await CasesStore.SubjectsAsync(session, row),
            await CaseStepsStore.ListAsync(session, brandId, caseId),
            await CaseTextsStore.ListAsync(session, brandId, caseId),
            await CaseAnswersStore.ListAsync(session, brandId, caseId),
            await ReplyLinksStore.ListAsync(session, brandId, caseId))
        : null;

    public static Failure Unknown(string id) => new("not_found", $"There is no case {id}.");

    private async Task<CaseDetail> DescribeAsync(Session session, Caller caller, CaseParts parts)
    {
        var (row, words, seller) = (parts.Row, seal.WordsOf(parts.Row), seal.SellerOf(parts.Row));
        var withContacts = caller.Role is Roles.BrandAdmin or Roles.Inspector;
        var answers = new List<AnswerResponse>();
        foreach (var answer in parts.Answers)
            answers.Add(await DescribeAsync(session, answer, withContacts));
        return new CaseDetail(
            Describe(row),
            new SellerContact(seller.Name, seller.Handle, seller.Shop, withContacts ? seller.Email : null),
            parts.Subjects.Gtins,
            [.. parts.Subjects.Listings.Select(PublicId.Format)],
            [.. parts.Subjects.Rights.Select(PublicId.Format)],
            PublicId.Format(row.PurchaseId),
            row.GroundList,
            words.ComparedBy == null && words.Original == null ? null : new ComparisonStatement(words.ComparedBy, words.Original),
            words.Note,
            [.. parts.Texts.Select(texts.Describe)],
            answers,
            [.. parts.Links.Select(Describe)],
            [.. parts.Steps.Select(Describe)]);
    }

    public async Task<AnswerResponse> DescribeAsync(Session session, AnswerRow row, bool withContacts)
    {
        var words = seal.WordsOf(row);
        var sent = new List<AnswerFile>();
        foreach (var id in row.FileIds)
        {
            if (await files.FindAsync(session, row.BrandId, id) is { } file)
                sent.Add(new AnswerFile(PublicId.Format(id), file.Name, file.MediaType, file.SizeBytes, file.Sha256));
        }

        return new AnswerResponse(
            PublicId.Format(row.AnswerId),
            row.Sender,
            row.ArrivedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt),
            PublicId.Format(row.RecordedBy),
            words.Kind,
            words.Message,
            words.Source,
            withContacts ? words.Contact : null,
            sent,
            row.Decision,
            UnixTime.Of(row.ReviewedAt),
            PublicId.Format(row.ReviewedBy),
            PublicId.Format(row.RecordId));
    }

    private CaseResponse Describe(CaseRow row, DateOnly today) => new(
        PublicId.Format(row.CaseId),
        row.Reference,
        row.Claim,
        row.Country,
        row.Platform,
        row.Language,
        row.State,
        row.LastMove,
        row.DueDay,
        row.Due < today,
        row.Steps,
        PublicId.Format(row.Assignee),
        seal.SellerOf(row).Called,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        DateTimeOffset.FromUnixTimeMilliseconds(row.MovedAt),
        UnixTime.Of(row.ClosedAt));

    private StepResponse Describe(StepRow row)
    {
        var words = seal.WordsOf(row);
        return new StepResponse(
            row.Number, row.Move, row.FromState, row.ToState, DateTimeOffset.FromUnixTimeMilliseconds(row.MovedAt), row.ActorId == 0 ? null : PublicId.Format(row.ActorId), words.By, words.Reason, row.DueDay, PublicId.Format(row.RecordId));
    }

    private ReplyLinkResponse Describe(ReplyLinkRow row)
    {
        var status = row.UsedAt != null ? "used" : row.ClosedAt != null ? "closed" : row.ExpiresAt <= clock.GetUtcNow().ToUnixTimeMilliseconds() ? "expired" : "open";
        return new ReplyLinkResponse(PublicId.Format(row.LinkId), PublicId.Format(row.TextId), status, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
    }

    private static Outcome<CaseFilter> Filter(Caller caller, string? state, string? claim, string? platform, string? assignee, string? listing, bool? overdue)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        IReadOnlyList<string> all = [.. Words.All<CaseState>()];
        if (state is not (null or CasesApi.Open) && !all.Contains(state, StringComparer.Ordinal))
            return Invalid($"`state` is {CasesApi.Open} or one of {string.Join(", ", all)}.");
        if (claim != null && !Words.TryParse<ClaimKind>(claim, out _))
            return Invalid($"`claim` is one of {string.Join(", ", Words.All<ClaimKind>())}.");
        var (account, ofListing) = (caller.Id, 0L);
        if (assignee is not (null or CasesApi.Me) && !PublicId.TryParse(assignee, out account))
            return Invalid($"`assignee` is {CasesApi.Me} or the id of an account.");
        if (listing != null && !PublicId.TryParse(listing, out ofListing))
            return Invalid("`listing` is the id of a listing.");
        return new CaseFilter(
            state == null ? [] : state == CasesApi.Open ? [.. all.Where(word => word != Words.Of(CaseState.Closed))] : [state],
            platform,
            claim,
            assignee == null ? null : account,
            listing == null ? null : ofListing,
            overdue ?? false);
    }

    private static Failure Invalid(string detail) => new("invalid_request", detail);
}

/// <summary>All that is kept of a case, the oldest of each first.</summary>
public sealed record CaseParts(
    CaseRow Row, CaseSubjects Subjects, IReadOnlyList<StepRow> Steps, IReadOnlyList<TextRow> Texts, IReadOnlyList<AnswerRow> Answers, IReadOnlyList<ReplyLinkRow> Links);
