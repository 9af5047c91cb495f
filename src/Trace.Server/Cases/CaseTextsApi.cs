using Trace.Server.Files;
using Trace.Server.Http;

namespace Trace.Server.Cases;

/// <summary>Letters, notices and answers of cases.</summary>
public static class CaseTextsApi
{
    public static void Map(IEndpointRouteBuilder cases)
    {
        cases.MapGet("/{caseId}/texts/{textId}", GetAsync).RequireAuthorization(Policies.ReadingScans).WithName("GetCaseText")
            .WithSummary("A letter or notice as it went out, or would, with what keeps it from that by place or field")
            .Produces<TextDetail>();
        cases.MapGet("/{caseId}/texts/{textId}/file", GetFileAsync).RequireAuthorization(Policies.ReadingScans).WithName("GetCaseTextFile")
            .WithSummary("The file of a letter or notice that went out")
            .Produces<Stream>(StatusCodes.Status200OK, FileDownload.Bytes, FileTypes.Pdf, FileTypes.Text);
        var working = cases.MapGroup("").RequireAuthorization(Policies.WorkingOnCases);
        working.MapPost("/{caseId}/letters", AddLetterAsync).WithName("CreateLetter")
            .WithSummary("Begin a letter from a template, filled in as far as the case knows")
            .WithProblems("invalid_case")
            .Produces<TextDetail>(StatusCodes.Status201Created);
        working.MapPost("/{caseId}/notices", AddNoticeAsync).WithName("CreateNotice")
            .WithSummary("Begin a notice on a platform's form, filled in as far as the case knows")
            .WithProblems("invalid_case")
            .Produces<TextDetail>(StatusCodes.Status201Created);
        working.MapPatch("/{caseId}/texts/{textId}", ChangeAsync).WithName("UpdateCaseText")
            .WithSummary("Fill in a draft; whoever agreed to it has to agree again")
            .WithProblems("invalid_case", "text_sent", "case_moved")
            .Produces<TextDetail>();
        working.MapDelete("/{caseId}/texts/{textId}", RemoveAsync).WithName("RemoveCaseText")
            .WithSummary("Remove a draft")
            .WithProblems("text_sent", "case_moved")
            .Produces(StatusCodes.Status204NoContent);
        cases.MapPost("/{caseId}/texts/{textId}/agree", AgreeAsync).RequireAuthorization(Policies.PersonWorkingOnCases).WithName("AgreeToNotice")
            .WithSummary("Agree to a notice as its second person; whoever signs it is another")
            .WithProblems("invalid_case", "text_sent", "case_moved", "person_needed", "sign_in_failed", "overloaded")
            .Produces<TextDetail>();
        working.MapPost("/{caseId}/texts/{textId}/outcome", SetOutcomeAsync).WithName("SetNoticeOutcome")
            .WithSummary("Say how a notice ended, where the moves of the case do not")
            .WithProblems("invalid_case")
            .Produces<TextDetail>();
        working.MapPost("/{caseId}/answers", RecordAsync).WithName("RecordAnswer")
            .WithSummary("Keep what a seller or a platform said")
            .WithProblems("invalid_case")
            .Produces<AnswerResponse>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> GetAsync(string caseId, string textId, Caller caller, CaseTexts texts) =>
        (await texts.FindAsync(caller, caseId, textId)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> GetFileAsync(string caseId, string textId, Caller caller, CaseTexts texts, KeptFiles files)
    {
        if (!(await texts.FindFileAsync(caller, caseId, textId)).TryGet(out var id, out var failure))
            return failure;
        return await files.FindAsync(caller.BrandId, id) is { } file && await files.OpenAsync(caller.BrandId, id) is { } content ? new FileDownload(file, content) : CaseTexts.Unknown(textId);
    }

    private static Task<IResult> AddLetterAsync(string caseId, CreateLetterRequest request, Caller caller, HttpContext context, Idempotency idempotency, CaseTexts texts) => idempotency.CreateAsync(
        context,
        caller.Id,
        Idempotency.HashOf(context, request, ServerJson.Default.CreateLetterRequest),
        ServerJson.Default.TextDetail,
        async session => Created(caseId, await texts.AddLetterAsync(session, caller, caseId, request)));

    private static Task<IResult> AddNoticeAsync(string caseId, CreateNoticeRequest request, Caller caller, HttpContext context, Idempotency idempotency, CaseTexts texts) => idempotency.CreateAsync(
        context,
        caller.Id,
        Idempotency.HashOf(context, request, ServerJson.Default.CreateNoticeRequest),
        ServerJson.Default.TextDetail,
        async session => Created(caseId, await texts.AddNoticeAsync(session, caller, caseId, request)));

    private static Outcome<Creation<TextDetail>> Created(string caseId, Outcome<TextDetail> outcome) =>
        outcome.TryGet(out var detail, out var failure) ? new Creation<TextDetail>(detail, $"{CasesApi.Path}/{caseId}/texts/{detail.Text.Id}") : failure;

    private static async Task<IResult> ChangeAsync(string caseId, string textId, UpdateTextRequest request, Caller caller, CaseTexts texts) =>
        (await texts.ChangeAsync(caller, caseId, textId, request)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> RemoveAsync(string caseId, string textId, Caller caller, CaseTexts texts) =>
        (await texts.RemoveAsync(caller, caseId, textId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> AgreeAsync(string caseId, string textId, AgreeRequest request, Caller caller, CaseTexts texts) =>
        (await texts.AgreeAsync(caller, caseId, textId, request)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static async Task<IResult> SetOutcomeAsync(string caseId, string textId, SetOutcomeRequest request, Caller caller, CaseTexts texts) =>
        (await texts.SetOutcomeAsync(caller, caseId, textId, request)).TryGet(out var detail, out var failure) ? TypedResults.Ok(detail) : failure;

    private static Task<IResult> RecordAsync(string caseId, RecordAnswerRequest request, Caller caller, HttpContext context, Idempotency idempotency, CaseAnswers answers) => idempotency.CreateAsync(
        context,
        caller.Id,
        Idempotency.HashOf(context, request, ServerJson.Default.RecordAnswerRequest),
        ServerJson.Default.AnswerResponse,
        async session => (await answers.RecordAsync(session, caller, caseId, request)).TryGet(out var answer, out var failure)
            ? new Creation<AnswerResponse>(answer, $"{CasesApi.Path}/{caseId}")
            : failure);
}
