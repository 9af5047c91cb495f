using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>API keys of a brand's machines, and of those who own the deployment: the same operations for both.</summary>
public static class ApiKeysApi
{
    private const int MaxOverlapHours = 720;

    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        MapGroup(app.MapGroup("/api/v1/brands/{brandId}/api-keys").RequireAuthorization(Policies.OwnerOrBrandAdmin), "", "a brand");
        MapGroup(
            app.MapGroup("/api/v1/owners/api-keys").RequireAuthorization(Policies.Owner).AddEndpointFilter(BrandOrDeployment.WithoutBrand),
            "Owner",
            "the deployment",
            "last_owner");
    }

    private static void MapGroup(RouteGroupBuilder group, string prefix, string whose, params string[] revokeProblems)
    {
        group.WithTags("Accounts");
        group.MapPost("", CreateAsync).WithName($"Create{prefix}ApiKey")
            .WithSummary($"Create an API key for {whose}; the key is shown once")
            .WithProblems("invalid_api_key", "invalid_gtin", "unknown_gtin", "already_created")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).WithName($"List{prefix}ApiKeys")
            .WithSummary($"List the API keys of {whose}, with when each was used last")
            .Produces<Page<ApiKeyInfo>>();
        group.MapPost("/{keyId}/rotate", RotateAsync).WithName($"Rotate{prefix}ApiKey")
            .WithSummary("Replace an API key by one that may do the same; the old one works for a while yet")
            .WithProblems("invalid_api_key", "already_created")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created);
        group.MapDelete("/{keyId}", RevokeAsync).WithName($"Revoke{prefix}ApiKey")
            .WithSummary("Revoke an API key at once")
            .WithProblems(revokeProblems)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(
        string? brandId,
        CreateApiKeyRequest request,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        ApiKeys keys)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var id, out var failure))
            return failure;
        if (!ApiKeys.Read(caller, id, request).TryGet(out var gtins, out failure))
            return failure;

        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateApiKeyRequest),
            ServerJson.Default.ApiKeyResponse,
            async session => id != 0 && await BrandsStore.FindAsync(session, id) == null
                ? BrandsApi.UnknownBrand(brandId!)
                : await keys.CreateAsync(session, caller, id, request, gtins),
            shownOnce: true);
    }

    private static async Task<IResult> ListAsync(
        string? brandId, string? cursor, int? limit, Caller caller, Database database, ApiKeys keys)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var id, out var failure))
            return failure;
        return (await keys.ListAsync(database, caller, id, cursor, limit)).TryGet(out var page, out failure) ? TypedResults.Ok(page) : failure;
    }

    private static async Task<IResult> RotateAsync(
        string? brandId,
        string keyId,
        RotateApiKeyRequest request,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        ApiKeys keys)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var brand, out var failure))
            return failure;
        if (!PublicId.TryParse(keyId, out var id))
            return Unknown(keyId);
        if (request.OverlapHours is < 0 or > MaxOverlapHours)
            return new Failure("invalid_api_key", $"`overlapHours` is 0 to {MaxOverlapHours}.");
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.RotateApiKeyRequest),
            ServerJson.Default.ApiKeyResponse,
            session => keys.RotateAsync(session, caller, brand, id, request),
            shownOnce: true);
    }

    private static async Task<IResult> RevokeAsync(string? brandId, string keyId, Caller caller, Database database, ApiKeys keys)
    {
        if (!BrandOrDeployment.TryFind(brandId, caller, out var brand, out var failure))
            return failure;
        if (!PublicId.TryParse(keyId, out var id))
            return Unknown(keyId);
        var outcome = await database.TryWriteAsync(session => keys.RevokeAsync(session, caller, brand, id));
        return outcome.TryGet(out _, out failure) ? TypedResults.NoContent() : failure;
    }

    private static Failure Unknown(string keyId) => new("not_found", $"There is no API key {keyId} that works.");
}
