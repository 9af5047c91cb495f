namespace Trace.Server.Http;

/// <summary>What a problem's <c>type</c> points to.</summary>
public static class ProblemsApi
{
    public static void MapProblems(this IEndpointRouteBuilder app) =>
        app.MapGet("/problems/{code}", Get).WithTags("Problems").WithName("GetProblem").AllowAnonymous()
            .WithSummary("What a problem code means")
            .Produces<string>(contentType: "text/plain");

    private static IResult Get(string code) => Problems.Table.TryGetValue(code, out var entry)
        ? TypedResults.Text($"{code} ({entry.Status}): {entry.Title}.\n")
        : Problems.ForStatus(StatusCodes.Status404NotFound);
}
