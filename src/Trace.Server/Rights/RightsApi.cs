using Trace.Server.Http;

namespace Trace.Server.Rights;

/// <summary>The rights of the caller's brand: read by all who read scans, entered and changed by brand admins.</summary>
public static class RightsApi
{
    public const string Path = "/api/v1/rights";

    public static void AddRights(this IServiceCollection services) => services.AddSingleton<BrandRights>();

    public static void MapRights(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Rights");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListRights")
            .WithSummary("Trade marks, designs, patents and copyrights of the brand with their standing today, newest first")
            .Produces<Page<RightResponse>>();
        reading.MapGet("/{rightId}", GetAsync).WithName("GetRight")
            .WithSummary("One right")
            .Produces<RightResponse>();
        var writing = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        writing.MapPost("", CreateAsync).WithName("CreateRight")
            .WithSummary("Enter a right")
            .WithProblems("invalid_right")
            .Produces<RightResponse>(StatusCodes.Status201Created);
        writing.MapPut("/{rightId}", ChangeAsync).WithName("ChangeRight")
            .WithSummary("Replace what was entered of a right; kind, office and number only while no case rests on it")
            .WithProblems("invalid_right", "right_in_use")
            .Produces<RightResponse>();
        writing.MapPut("/{rightId}/withdrawal", WithdrawAsync).WithName("WithdrawRight")
            .WithSummary("Say that a right was surrendered, cancelled or declared invalid")
            .WithProblems("invalid_right")
            .Produces<RightResponse>();
        writing.MapDelete("/{rightId}/withdrawal", ReinstateAsync).WithName("ReinstateRight")
            .WithSummary("Take a withdrawal back that was a mistake or was set aside")
            .Produces<RightResponse>();
        writing.MapDelete("/{rightId}", RemoveAsync).WithName("RemoveRight")
            .WithSummary("Remove a right that no case rests on")
            .WithProblems("right_in_use")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(string? cursor, int? limit, Caller caller, BrandRights rights) =>
        (await rights.ListAsync(caller, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string rightId, Caller caller, BrandRights rights) => Answer(await rights.FindAsync(caller, rightId));

    private static async Task<IResult> CreateAsync(RightRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandRights rights)
    {
        if (!rights.Read(caller, request).TryGet(out var row, out var problem))
            return problem;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.RightRequest),
            ServerJson.Default.RightResponse,
            async session =>
            {
                var added = await rights.AddAsync(session, caller, row);
                return new Creation<RightResponse>(added, $"{Path}/{added.Id}");
            });
    }

    private static async Task<IResult> ChangeAsync(string rightId, RightRequest request, Caller caller, BrandRights rights) =>
        Answer(await rights.ChangeAsync(caller, rightId, request));

    private static async Task<IResult> WithdrawAsync(string rightId, WithdrawRightRequest request, Caller caller, BrandRights rights) =>
        Answer(await rights.WithdrawAsync(caller, rightId, request));

    private static async Task<IResult> ReinstateAsync(string rightId, Caller caller, BrandRights rights) => Answer(await rights.ReinstateAsync(caller, rightId));

    private static async Task<IResult> RemoveAsync(string rightId, Caller caller, BrandRights rights) =>
        (await rights.RemoveAsync(caller, rightId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static IResult Answer(Outcome<RightResponse> outcome) => outcome.TryGet(out var right, out var failure) ? TypedResults.Ok(right) : failure;
}
