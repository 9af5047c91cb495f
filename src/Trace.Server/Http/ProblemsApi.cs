namespace Trace.Server.Http;

/// <summary>What a problem's <c>type</c> points to.</summary>
public static class ProblemsApi
{
    public static void MapProblems(this IEndpointRouteBuilder app) =>
        app.MapGet("/problems/{code}", Get).WithTags("Problems").WithName("GetProblem").AllowAnonymous()
            .WithSummary("What a problem code means")
            .Produces<string>(contentType: "text/plain");

    private static IResult Get(string code) => Problems.Table.TryGetValue(code, out var entry)
        ? TypedResults.Text($"{code} ({entry.Status}): {entry.Title}.{Advice(code, entry.Status)}\n")
        : Problems.ForStatus(StatusCodes.Status404NotFound);

    /// <summary>What to do about it, where that is the same for every request.</summary>
    private static string Advice(string code, int status) => Problems.ForStatus(status) is { } failure && failure.Code == code ? $" {failure.Detail}" : "";
}
