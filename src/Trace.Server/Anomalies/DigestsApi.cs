using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Whether a person gets the digest by mail: everybody who reads anomalies chooses for themselves. API keys get none.</summary>
public static class DigestsApi
{
    public const string Path = "/api/v1/account/digest";

    public static void MapDigests(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Anomalies").RequireAuthorization(Policies.PersonReadingScans);
        group.MapGet("", GetAsync).WithName("GetDigest")
            .WithSummary("How often the person gets a mail with the anomalies that were opened")
            .Produces<DigestResponse>();
        group.MapPut("", SetAsync).WithName("SetDigest")
            .WithSummary("Get a mail with the anomalies that were opened since the last one, or none")
            .WithProblems("invalid_account")
            .Produces<DigestResponse>();
    }

    private static async Task<IResult> GetAsync(Caller caller, Database database, Mailer mailer) =>
        TypedResults.Ok(new DigestResponse(
            (await database.ReadAsync(session => DigestsStore.FindAsync(session, caller.BrandId, caller.Id)))?.Every ?? DigestPeriod.Off, mailer.IsSet));

    private static async Task<IResult> SetAsync(DigestRequest request, Caller caller, Database database, Mailer mailer, AuditTrail audit, TimeProvider clock)
    {
        if (request.Every is not { } every || !DigestPeriod.Words.Contains(every))
            return new Failure("invalid_account", $"`every` is one of {string.Join(", ", DigestPeriod.Words)}.");
        var outcome = await database.TryWriteAsync(async session =>
        {
            if (await AccountsStore.FindToChangeAsync(session, caller.BrandId, caller.Id) == null)
                return People.Unknown(caller.Id);
            var before = (await DigestsStore.FindAsync(session, caller.BrandId, caller.Id))?.Every ?? DigestPeriod.Off;
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            if (every == DigestPeriod.Off)
                await DigestsStore.RemoveAsync(session, caller.BrandId, caller.Id);
            else
                await DigestsStore.PutAsync(session, new DigestRow(caller.Id, caller.BrandId, every, now, now));
            await audit.AddAsync(session, caller, new AuditedChange("account.set_digest", PublicId.Format(caller.Id), new { Every = before }, new { Every = every }));
            return Outcome.Of(new DigestResponse(every, mailer.IsSet));
        });
        return outcome.TryGet(out var response, out var failure) ? TypedResults.Ok(response) : failure;
    }
}
