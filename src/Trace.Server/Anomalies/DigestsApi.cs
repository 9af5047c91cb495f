using Trace.Server.Http;

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

    private static async Task<IResult> GetAsync(Caller caller, DigestChoices choices) => TypedResults.Ok(await choices.FindAsync(caller));

    private static async Task<IResult> SetAsync(DigestRequest request, Caller caller, DigestChoices choices) =>
        (await choices.SetAsync(caller, request)).TryGet(out var response, out var failure) ? TypedResults.Ok(response) : failure;
}
