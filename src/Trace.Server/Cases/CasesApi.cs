using Trace.Core.Enforcement;
using Trace.Server.Http;

namespace Trace.Server.Cases;

/// <summary>Cases: read by all who read scans, worked on by inspectors and brand_admins as <see cref="CaseTable"/> says. A caller limited to products or sites sees none.</summary>
public static class CasesApi
{
    public const string Path = "/api/v1/cases";

    /// <summary>All states but closed.</summary>
    public const string Open = "open";

    /// <summary>The caller's own account.</summary>
    public const string Me = "me";

    public static void MapCases(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Cases");
        MapReading(group.MapGroup("").RequireAuthorization(Policies.ReadingScans));
        MapWorking(group.MapGroup("").RequireAuthorization(Policies.WorkingOnCases));
        var erasing = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        erasing.MapDelete("/{caseId}", EraseAsync).WithName("EraseCase")
            .WithSummary("Erase a closed case, or a draft, with its letters, answers and files")
            .WithProblems("invalid_case")
            .Produces(StatusCodes.Status204NoContent);
        erasing.MapDelete("/{caseId}/seller", EraseSellerAsync).WithName("EraseCaseSeller")
            .WithSummary("Erase what is known of the seller of a closed case, what the seller sent, and what was written to the seller, as the seller may ask")
            .WithProblems("invalid_case")
            .Produces(StatusCodes.Status204NoContent);
        CaseTextsApi.Map(group);
    }

    private static void MapReading(IEndpointRouteBuilder reading)
    {
        reading.MapGet("", ListAsync).WithName("ListCases")
            .WithSummary("Cases against offers, those moved last first")
            .Produces<Page<CaseResponse>>();
        reading.MapGet("/board", CountAsync).WithName("GetCaseBoard")
            .WithSummary("How many cases stand where, and how many are overdue")
            .Produces<CaseBoard>();
        reading.MapGet("/acceptance", ListAcceptanceAsync).WithName("ListAcceptance")
            .WithSummary("How notices ended, by platform, and where the next one needs a second person")
            .Produces<Page<PlatformAcceptance>>();
        reading.MapGet("/forms", ListForms).WithName("ListNoticeForms")
            .WithSummary("The forms of platforms and laws for notices, with their fields and where each was read")
            .Produces<Page<NoticeFormResponse>>();
        reading.MapGet("/{caseId}", GetAsync).WithName("GetCase")
            .WithSummary("One case with what it is about, what was written, answered and done")
            .Produces<CaseDetail>();
        reading.MapGet("/{caseId}/missing", GetMissingAsync).WithName("GetCaseMissing")
            .WithSummary("What keeps each claim, and each move from where the case stands, from going on")
            .Produces<CaseMissing>();
    }

    private static void MapWorking(IEndpointRouteBuilder working)
    {
        working.MapPost("", CreateAsync).WithName("CreateCase")
            .WithSummary("Open a case against one or more listings")
            .WithProblems("invalid_case", "invalid_gtin")
            .Produces<CaseResponse>(StatusCodes.Status201Created);
        working.MapPatch("/{caseId}", ChangeAsync).WithName("UpdateCase")
            .WithSummary("Change what a case is about")
            .WithProblems("invalid_case", "invalid_gtin", "case_moved")
            .Produces<CaseDetail>();
        working.MapPost("/{caseId}/assignee", AssignAsync).WithName("AssignCase")
            .WithSummary("Say who works on a case, or nobody")
            .WithProblems("invalid_case")
            .Produces<CaseResponse>();
        working.MapPost("/{caseId}/moves", MoveAsync).WithName("MoveCase")
            .WithSummary("Move a case: a letter or notice goes out signed, an answer is reviewed, a decision recorded; a person does what is signed or reviewed")
            .WithProblems("invalid_case", "case_refused", "case_moved", "person_needed", "sign_in_failed", "overloaded")
            .Produces<CaseDetail>();
        working.MapPost("/{caseId}/reply-links/close", CloseLinksAsync).WithName("CloseReplyLinks")
            .WithSummary("End the links by which the seller may answer")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(
        string? state, string? claim, string? platform, string? assignee, string? listing, bool? overdue, string? cursor, int? limit, Caller caller, BrandCases cases) =>
        (await cases.ListAsync(caller, state, claim, platform, assignee, listing, overdue, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> CountAsync(string? claim, string? platform, string? assignee, Caller caller, BrandCases cases) =>
        (await cases.CountAsync(caller, claim, platform, assignee)).TryGet(out var board, out var failure) ? TypedResults.Ok(board) : failure;

    private static async Task<IResult> ListAcceptanceAsync(Caller caller, Acceptances acceptances) =>
        (await acceptances.ListAsync(caller)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static IResult ListForms() => TypedResults.Ok(new Page<NoticeFormResponse>([.. NoticeForms.Current.All.Select(form => CaseNotices.Describe(form))], Next: null));

    private static async Task<IResult> GetAsync(string caseId, Caller caller, BrandCases cases) =>
        (await cases.FindAsync(caller, caseId)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> GetMissingAsync(string caseId, Caller caller, CaseMoves moves) =>
        (await moves.MissingAsync(caller, caseId)).TryGet(out var missing, out var failure) ? TypedResults.Ok(missing) : failure;

    private static Task<IResult> CreateAsync(CreateCaseRequest request, Caller caller, HttpContext context, Idempotency idempotency, CaseChanges changes) => idempotency.CreateAsync(
        context,
        caller.Id,
        Idempotency.HashOf(context, request, ServerJson.Default.CreateCaseRequest),
        ServerJson.Default.CaseResponse,
        async session => (await changes.AddAsync(session, caller, request)).TryGet(out var added, out var failure)
            ? new Creation<CaseResponse>(added, $"{Path}/{added.Id}")
            : failure);

    private static async Task<IResult> ChangeAsync(string caseId, UpdateCaseRequest request, Caller caller, CaseChanges changes) =>
        (await changes.ChangeAsync(caller, caseId, request)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> AssignAsync(string caseId, AssignCaseRequest request, Caller caller, CaseChanges changes) =>
        (await changes.AssignAsync(caller, caseId, request)).TryGet(out var changed, out var failure) ? TypedResults.Ok(changed) : failure;

    private static async Task<IResult> MoveAsync(string caseId, MoveCaseRequest request, Caller caller, CaseMoves moves, CancellationToken cancellationToken) =>
        (await moves.MoveAsync(caller, caseId, request, cancellationToken)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> CloseLinksAsync(string caseId, Caller caller, CaseChanges changes) =>
        (await changes.CloseLinksAsync(caller, caseId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> EraseAsync(string caseId, Caller caller, CaseErasure erasure) =>
        (await erasure.EraseAsync(caller, caseId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> EraseSellerAsync(string caseId, Caller caller, CaseErasure erasure) =>
        (await erasure.EraseSellerAsync(caller, caseId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
}
