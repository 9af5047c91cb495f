using System.Text.Json.Nodes;
using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Brands;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Log;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Keeps what sellers and platforms said, whichever way it came.</summary>
public sealed class CaseAnswers(Database database, CaseSeal seal, BrandCases cases, KeptFiles files, LogRecords records, AuditTrail audit, TimeProvider clock)
{
    public const int MaxMessageLength = 4000;
    public const int MaxSourceLength = 300;
    public const int MaxContactLength = 200;
    public const int MostFiles = 5;

    private const int MostAnswers = 200;

    /// <summary>What a seller sends.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["authorization", "invoice", "source", "other"];

    /// <summary>What somebody of the brand heard, inside the caller's transaction.</summary>
    public async Task<Outcome<AnswerResponse>> RecordAsync(Session session, Caller caller, string caseId, RecordAnswerRequest request)
    {
        if (WholeBrand.Refuse(caller) is { } refused)
            return refused;
        if (!PublicId.TryParse(caseId, out var id) || await CasesStore.FindAsync(session, caller.BrandId, id) is not { } row)
            return BrandCases.Unknown(caseId);
        if (Problem(request) is { } problem)
            return new Failure("invalid_case", problem);
        if ((await CaseAnswersStore.ListAsync(session, row.BrandId, row.CaseId)).Count >= MostAnswers)
            return new Failure("invalid_case", $"A case keeps at most {MostAnswers} answers.");
        var answer = await AddAsync(
            session, row, new NewAnswer(request.Sender!, AnswerRow.Recorded, caller.Id, new AnswerWords(request.Kind, request.Message, request.Source, request.Contact), PublicId.Create()), [], CancellationToken.None);
        await audit.AddAsync(session, caller, new AuditedChange("case.record_answer", caseId, New: new { Answer = PublicId.Format(answer.AnswerId), answer.Sender }));
        return await cases.DescribeAsync(session, answer, withContacts: true);
    }

    /// <summary>The same in a transaction of its own.</summary>
    public Task<Outcome<AnswerResponse>> RecordAsync(Caller caller, string caseId, RecordAnswerRequest request) => database.TryWriteAsync(session => RecordAsync(session, caller, caseId, request));

    /// <summary>Keeps an answer with its files, in the transaction of whatever made it count.</summary>
    internal async Task<AnswerRow> AddAsync(Session session, CaseRow row, NewAnswer answer, IReadOnlyList<ArrivedFile> arrived, CancellationToken cancellationToken)
    {
        var kept = new List<KeptFile>();
        foreach (var file in arrived)
            kept.Add(await files.KeepAsync(session, row.BrandId, file, cancellationToken));
        var record = await records.EnterAsync(session, row.BrandId, "case_answer", new JsonObject
        {
            ["case"] = PublicId.Format(row.CaseId),
            ["answer"] = PublicId.Format(answer.Id),
            ["sender"] = answer.Sender,
            ["arrived_by"] = answer.ArrivedBy,
            ["files"] = new JsonArray([.. kept.Select(file => (JsonNode)file.Sha256)]),
        });
        var stored = seal.Seal(
            new AnswerRow(
                row.BrandId, row.CaseId, answer.Id, answer.Sender, answer.ArrivedBy, clock.GetUtcNow().ToUnixTimeMilliseconds(), answer.RecordedBy, Limits.Format([.. kept.Select(file => PublicId.Format(file.Id))]),
                ReviewedAt: null, ReviewedBy: null, Decision: null, record, Words: null),
            answer.Words);
        await CaseAnswersStore.AddAsync(session, stored);
        return stored;
    }

    private static string? Problem(RecordAnswerRequest request)
    {
        if (request.Sender is not (AnswerRow.Seller or AnswerRow.Platform))
            return $"`sender` is {AnswerRow.Seller} or {AnswerRow.Platform}.";
        if (request.Kind != null && (request.Sender != AnswerRow.Seller || !Kinds.Contains(request.Kind, StringComparer.Ordinal)))
            return $"`kind` is of a seller, one of {string.Join(", ", Kinds)}.";
        return CaseEntry.WordsProblem(request.Message, "message", MaxMessageLength) ?? PlainText.OptionalProblem(request.Source, "source", MaxSourceLength) ?? PlainText.OptionalProblem(request.Contact, "contact", MaxContactLength);
    }
}

/// <summary>An answer that is to be kept.</summary>
public sealed record NewAnswer(string Sender, string ArrivedBy, long? RecordedBy, AnswerWords Words, long Id);
