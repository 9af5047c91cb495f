using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.RateLimits;

namespace Trace.Server.Sellers;

/// <summary>The sellers of the caller's brand: read by all who read scans, entered and erased by brand admins.</summary>
public static class SellersApi
{
    public const string Path = "/api/v1/sellers";

    private const long MaxImportBytes = 16 << 20;

    public static void AddSellers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SellerSettings.From(configuration));
        services.AddSingleton<SellerSeal>();
        services.AddSingleton(SellerSeal.Column);
        services.AddSingleton<ShopKeys>();
        services.AddSingleton<BrandSellers>();
        services.AddSingleton<SellersImport>();
        services.AddSingleton<AuthorizedSellers>();
        services.AddSingleton<SellerRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<SellerRetention>());
    }

    public static void MapSellers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup(Path).WithTags("Sellers");
        var reading = group.MapGroup("").RequireAuthorization(Policies.ReadingScans);
        reading.MapGet("", ListAsync).WithName("ListSellers")
            .WithSummary("Sellers of the brand: authorized ones and its internal lists, newest first")
            .Produces<Page<SellerResponse>>();
        reading.MapGet("/{sellerId}", GetAsync).WithName("GetSeller")
            .WithSummary("One seller")
            .Produces<SellerResponse>();
        var writing = group.MapGroup("").RequireAuthorization(Policies.BrandAdmin);
        writing.MapPost("", CreateAsync).WithName("CreateSeller")
            .WithSummary("Enter a seller")
            .WithProblems("invalid_seller", "reference_taken")
            .Produces<SellerCreatedResponse>(StatusCodes.Status201Created);
        writing.MapPut("/{sellerId}", ChangeAsync).WithName("ChangeSeller")
            .WithSummary("Replace what was entered of a seller")
            .WithProblems("invalid_seller", "reference_taken")
            .Produces<SellerResponse>();
        writing.MapDelete("/{sellerId}", EraseAsync).WithName("EraseSeller")
            .WithSummary("Erase a seller with all that is known of it")
            .Produces(StatusCodes.Status204NoContent);
        writing.MapPost("/import", ImportAsync).WithName("ImportSellers")
            .WithSummary("Add and change sellers by their references (CSV with a header line); bad lines are reported, the others are taken")
            .WithProblems("invalid_lines")
            .WithMetadata(new RequestSizeLimitAttribute(MaxImportBytes))
            .RequireRateLimiting(RateLimitPolicies.Import)
            .WithoutRequestTimeout()
            .Accepts<string>(MediaTypes.Csv)
            .Produces<SellersImportResponse>();
    }

    private static async Task<IResult> ListAsync(string? list, string? cursor, int? limit, Caller caller, BrandSellers sellers) =>
        (await sellers.ListAsync(caller, list, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> GetAsync(string sellerId, Caller caller, BrandSellers sellers) =>
        (await sellers.FindAsync(caller, sellerId)).TryGet(out var seller, out var failure) ? TypedResults.Ok(seller) : failure;

    private static async Task<IResult> CreateAsync(SellerRequest request, Caller caller, HttpContext context, Idempotency idempotency, BrandSellers sellers)
    {
        if (!BrandSellers.Read(caller, request).TryGet(out var read, out var problem))
            return problem;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.SellerRequest),
            ServerJson.Default.SellerCreatedResponse,
            async session => (await sellers.AddAsync(session, caller, read)).TryGet(out var added, out var failure)
                ? new Creation<SellerCreatedResponse>(added, $"{Path}/{added.Id}")
                : failure);
    }

    private static async Task<IResult> ChangeAsync(string sellerId, SellerRequest request, Caller caller, BrandSellers sellers) =>
        (await sellers.ChangeAsync(caller, sellerId, request)).TryGet(out var seller, out var failure) ? TypedResults.Ok(seller) : failure;

    private static async Task<IResult> EraseAsync(string sellerId, Caller caller, BrandSellers sellers) =>
        (await sellers.EraseAsync(caller, sellerId)).TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;

    private static async Task<IResult> ImportAsync(Caller caller, HttpContext context, SellersImport import)
    {
        if (!MediaTypes.Is(context.Request, MediaTypes.Csv))
            return new Failure("unsupported_media_type", $"Send the sellers as {MediaTypes.Csv}.");
        return (await import.RunAsync(caller, context.Request.Body, context.RequestAborted)).TryGet(out var result, out var failure) ? TypedResults.Ok(result) : failure;
    }
}
