using Trace.Server.Cases;
using Trace.Server.Http;

namespace Trace.Server.Dossiers;

/// <summary>Dossiers of cases: made by those who work on cases, read by all who read them. Their files are downloaded as all kept files are.</summary>
public static class DossiersApi
{
    public static void MapDossiers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup($"{CasesApi.Path}/{{caseId}}").WithTags("Dossiers");
        group.MapPost("/dossier", MakeAsync).RequireAuthorization(Policies.WorkingOnCases).WithName("MakeDossier")
            .WithSummary("Make an evidence pack of the case as it stands: the dossier, its files, log proofs, timestamps, one signature; takes seconds to minutes")
            .WithoutRequestTimeout()
            .WithProblems("key_lost", "overloaded")
            .Produces<DossierResponse>(StatusCodes.Status201Created);
        group.MapGet("/dossiers", ListAsync).RequireAuthorization(Policies.ReadingScans).WithName("ListDossiers")
            .WithSummary("Evidence packs of a case, newest first")
            .Produces<Page<DossierResponse>>();
    }

    private static async Task<IResult> MakeAsync(string caseId, Caller caller, HttpContext context, Idempotency idempotency, CaseDossiers dossiers)
    {
        var hash = Idempotency.HashOf(context, []);
        if (await idempotency.FindAnswerAsync(context, caller.Id, hash) is { } earlier)
            return earlier;
        if (!(await dossiers.MakeAsync(caller, caseId, context.RequestAborted)).TryGet(out var made, out var failure))
            return failure;
        await using (made)
        {
            return await idempotency.CreateAsync(
                context, caller.Id, hash, ServerJson.Default.DossierResponse, session => dossiers.AddAsync(session, caller, caseId, made, context.RequestAborted));
        }
    }

    private static async Task<IResult> ListAsync(string caseId, string? cursor, int? limit, Caller caller, CaseDossiers dossiers) =>
        (await dossiers.ListAsync(caller, caseId, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;
}
