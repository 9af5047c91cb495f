using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Trace.Core.Enforcement;
using Trace.Server.Cases;
using static Trace.Server.Http.OpenApiLimits;

namespace Trace.Server.Http;

/// <content>Cases, their letters, notices and answers.</content>
internal static partial class OpenApiRules
{
    private static readonly Dictionary<Type, string[]> CaseRequired = new()
    {
        [typeof(CreateCaseRequest)] = ["claim"],
        [typeof(UpdateCaseRequest)] = [],
        [typeof(AssignCaseRequest)] = [],
        [typeof(MoveCaseRequest)] = ["move", "from"],
        [typeof(CreateLetterRequest)] = ["kind"],
        [typeof(CreateNoticeRequest)] = ["form", "right"],
        [typeof(UpdateTextRequest)] = [],
        [typeof(AgreeRequest)] = ["confirm"],
        [typeof(SetOutcomeRequest)] = [],
        [typeof(RecordAnswerRequest)] = ["sender", "message"],
        [typeof(SellerContact)] = [],
        [typeof(ComparisonStatement)] = [],
    };

    private static readonly Dictionary<string, Action<OpenApiSchema>> CaseMembers = new(StringComparer.Ordinal)
    {
        ["CaseResponse.claim"] = Claims,
        ["CaseResponse.state"] = States,
        ["CaseResponse.lastMove"] = Moves,
        ["CaseResponse.due"] = OneDay,
        ["CaseResponse.assignee"] = AnyId,
        ["CaseCount.state"] = States,
        ["CreateCaseRequest.claim"] = Claims,
        ["CreateCaseRequest.country"] = Country,
        ["CreateCaseRequest.platform"] = PlatformName,
        ["CreateCaseRequest.language"] = Languages,
        ["CreateCaseRequest.grounds"] = s => Items(s, words: [.. Statement.Grounds]),
        ["CreateCaseRequest.note"] = s => Text(s, 0, CaseEntry.MaxNoteLength),
        ["UpdateCaseRequest.claim"] = Claims,
        ["UpdateCaseRequest.country"] = Country,
        ["UpdateCaseRequest.platform"] = PlatformName,
        ["UpdateCaseRequest.language"] = Languages,
        ["UpdateCaseRequest.grounds"] = s => Items(s, words: [.. Statement.Grounds]),
        ["UpdateCaseRequest.note"] = s => Text(s, 0, CaseEntry.MaxNoteLength),
        ["AssignCaseRequest.account"] = AnyId,
        ["SellerContact.name"] = s => Text(s, 0, CaseEntry.MaxSellerLength),
        ["SellerContact.handle"] = s => Text(s, 0, CaseEntry.MaxSellerLength),
        ["ClaimMissing.claim"] = Claims,
        ["MoveMissing.move"] = Moves,
        ["MoveMissing.to"] = States,
        ["MoveCaseRequest.move"] = Moves,
        ["MoveCaseRequest.from"] = States,
        ["MoveCaseRequest.reason"] = s => Text(s, 0, CaseMoves.MaxReasonLength),
        ["MoveCaseRequest.answer"] = AnyId,
        ["MoveCaseRequest.texts"] = s => Items(s, $"^{Crockford}{{12}}$", 2),
        ["MoveCaseRequest.delivery"] = s => Words(s, TextRow.ByMail, TextRow.ByHand),
        ["StepResponse.move"] = Moves,
        ["StepResponse.from"] = States,
        ["StepResponse.to"] = States,
        ["StepResponse.by"] = AnyId,
        ["StepResponse.due"] = OneDay,
        ["StepResponse.record"] = AnyId,
        ["ReplyLinkResponse.text"] = AnyId,
        ["ReplyLinkResponse.status"] = s => Words(s, "open", "used", "closed", "expired"),
        ["TextSummary.kind"] = s => Words(s, [TextRow.Notice, .. Trace.Core.Enforcement.Words.All<LetterKind>()]),
        ["TextSummary.status"] = s => Words(s, "draft", "sent", "taken_back"),
        ["TextSummary.delivery"] = s => Words(s, TextRow.ByMail, TextRow.ByHand),
        ["TextSummary.outcome"] = Outcomes,
        ["TextSummary.sha256"] = Sha256,
        ["TextSummary.takesBack"] = AnyId,
        ["TextSummary.right"] = AnyId,
        ["TextDetail.to"] = Receiver,
        ["CreateLetterRequest.to"] = Receiver,
        ["CreateNoticeRequest.to"] = Receiver,
        ["UpdateTextRequest.to"] = Receiver,
        ["CreateLetterRequest.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<LetterKind>()]),
        ["CreateLetterRequest.language"] = Languages,
        ["CreateNoticeRequest.form"] = s => Words(s, [.. NoticeForms.Current.All.Select(form => form.Id)]),
        ["CreateNoticeRequest.right"] = AnyId,
        ["SetOutcomeRequest.outcome"] = Outcomes,
        ["NoticeFormResponse.id"] = s => Words(s, [.. NoticeForms.Current.All.Select(form => form.Id)]),
        ["NoticeFieldResponse.kind"] = s => Words(s, [.. Trace.Core.Enforcement.Words.All<NoticeFieldKind>()]),
        ["RecordAnswerRequest.sender"] = Senders,
        ["RecordAnswerRequest.kind"] = s => Words(s, [.. CaseAnswers.Kinds]),
        ["RecordAnswerRequest.message"] = s => Text(s, 1, CaseAnswers.MaxMessageLength),
        ["RecordAnswerRequest.source"] = s => Text(s, 1, CaseAnswers.MaxSourceLength),
        ["RecordAnswerRequest.contact"] = s => Text(s, 1, CaseAnswers.MaxContactLength),
        ["AnswerResponse.sender"] = Senders,
        ["AnswerResponse.arrivedBy"] = s => Words(s, AnswerRow.Link, AnswerRow.Recorded),
        ["AnswerResponse.kind"] = s => Words(s, [.. CaseAnswers.Kinds]),
        ["AnswerResponse.decision"] = s => Words(s, AnswerRow.Accepted, AnswerRow.Rejected),
        ["AnswerResponse.record"] = AnyId,
        ["AnswerFile.sha256"] = Sha256,
        ["DossierResponse.sha256"] = Sha256,
        ["DossierResponse.caseId"] = AnyId,
        ["DossierResponse.madeBy"] = AnyId,
        ["DossierResponse.pack"] = AnyId,
        ["DossierResponse.pdf"] = AnyId,
    };

    private static readonly Dictionary<string, (string Description, JsonNode Example, Action<OpenApiSchema> Limit)> CaseParameters = new(StringComparer.Ordinal)
    {
        ["caseId"] = ("The case's id.", "1P8N5W0Y2JVC", AnyId),
        ["textId"] = ("The id of the letter or notice.", "6T3V9B1F2YSG", AnyId),
        ["ListCases.state"] = ("Only cases that stand so; open for all but closed ones.", "open", s => Words(s, [CasesApi.Open, .. Trace.Core.Enforcement.Words.All<CaseState>()])),
        ["ListCases.cursor"] = TimeCursor,
        ["ListDossiers.cursor"] = TimeCursor,
        ["ListCases.listing"] = ("Only cases against this listing.", "4M1R7Q9D0WQE", AnyId),
        ["ListCases.overdue"] = ("Only cases whose time for an answer is over.", true, _ => { }
        ),
        ["ListCases.claim"] = ("Only cases of this claim.", "unauthorized", Claims),
        ["GetCaseBoard.claim"] = ("Only cases of this claim.", "unauthorized", Claims),
        ["ListCases.platform"] = ("Only cases on this platform.", "ebay", PlatformName),
        ["GetCaseBoard.platform"] = ("Only cases on this platform.", "ebay", PlatformName),
        ["ListCases.assignee"] = ("Only cases this account works on; me for the caller's own.", CasesApi.Me, s => s.Pattern = $"^(me|{Crockford}{{12}})$"),
        ["GetCaseBoard.assignee"] = ("Only cases this account works on; me for the caller's own.", CasesApi.Me, s => s.Pattern = $"^(me|{Crockford}{{12}})$"),
    };

    private static void Claims(OpenApiSchema schema) => Words(schema, [.. Trace.Core.Enforcement.Words.All<ClaimKind>()]);

    private static void States(OpenApiSchema schema) => Words(schema, [.. Trace.Core.Enforcement.Words.All<CaseState>()]);

    private static void Moves(OpenApiSchema schema) => Words(schema, [.. Trace.Core.Enforcement.Words.All<CaseMove>()]);

    private static void Outcomes(OpenApiSchema schema) => Words(schema, [.. Trace.Core.Enforcement.Words.All<NoticeOutcome>()]);

    private static void Languages(OpenApiSchema schema) => Words(schema, [.. CaseEntry.Languages]);

    private static void Senders(OpenApiSchema schema) => Words(schema, AnswerRow.Seller, AnswerRow.Platform);

    private static void Receiver(OpenApiSchema schema) => Text(schema, 0, CaseEntry.MaxSellerLength);

    private static void PlatformName(OpenApiSchema schema) => Text(schema, 1, CaseEntry.MaxPlatformLength, "^[a-z0-9][a-z0-9.-]*$");
}
