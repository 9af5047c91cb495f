using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>API keys of a brand's machines.</summary>
public static class ApiKeysApi
{
    private const int MaxNameLength = 100;
    private const int MaxOverlapHours = 720;

    public static void MapApiKeys(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/api-keys").WithTags("Accounts").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapPost("", CreateAsync).WithName("CreateApiKey")
            .WithSummary("Create an API key for a brand; the key is shown once")
            .WithProblems("invalid_api_key", "invalid_gtin", "unknown_gtin", "already_created")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created);
        group.MapGet("", ListAsync).WithName("ListApiKeys")
            .WithSummary("List the API keys of a brand, with when each was used last")
            .Produces<Page<ApiKeyInfo>>();
        group.MapPost("/{keyId}/rotate", RotateAsync).WithName("RotateApiKey")
            .WithSummary("Replace an API key by one that may do the same; the old one works for a while yet")
            .WithProblems("invalid_api_key", "already_created")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created);
        group.MapDelete("/{keyId}", RevokeAsync).WithName("RevokeApiKey")
            .WithSummary("Revoke an API key at once")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(
        string brandId,
        CreateApiKeyRequest request,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        ApiKeys keys)
    {
        if (!PublicId.TryParse(brandId, out var id) || !caller.MayManage(id))
            return BrandsApi.UnknownBrand(brandId);
        if (request.Role == null || !Roles.OfBrands.Contains(request.Role))
            return new Failure("invalid_api_key", $"`role` is one of {string.Join(", ", Roles.OfBrands)}.");
        if (PlainText.Problem(request.Name, "name", MaxNameLength) is { } problem)
            return new Failure("invalid_api_key", problem);
        if (!Limits.Read(caller, request.Gtins, request.Sites, "invalid_api_key").TryGet(out var gtins, out var failure))
            return failure;

        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateApiKeyRequest),
            ServerJson.Default.ApiKeyResponse,
            async session => await BrandsStore.FindAsync(session, id) == null
                ? BrandsApi.UnknownBrand(brandId)
                : await keys.CreateAsync(session, caller, id, request, gtins),
            shownOnce: true);
    }

    private static async Task<IResult> ListAsync(
        string brandId, string? cursor, int? limit, Caller caller, Database database, TimeProvider clock)
    {
        if (!PublicId.TryParse(brandId, out var id) || !caller.MayManage(id))
            return BrandsApi.UnknownBrand(brandId);
        if (Paging.Problem(limit) is { } problem)
            return problem;
        var after = -1L;
        if (cursor != null && !PublicId.TryParse(cursor, out after))
            return new Failure("invalid_request", "`cursor` is not one of ours.");
        var size = limit ?? Paging.DefaultLimit;
        var (brand, rows) = await database.ReadAsync(async session => (
            await BrandsStore.FindAsync(session, id), await Limits.ListWithinAsync(caller, after, size + 1, (from, count) => ApiKeysStore.ListAsync(session, id, from, count))));
        return brand == null
            ? BrandsApi.UnknownBrand(brandId)
            : TypedResults.Ok(Paging.Of(rows, size, row => ApiKeys.Describe(row, clock.GetUtcNow()), row => PublicId.Format(row.ApiKeyId)));
    }

    private static async Task<IResult> RotateAsync(
        string brandId,
        string keyId,
        RotateApiKeyRequest request,
        Caller caller,
        HttpContext context,
        Idempotency idempotency,
        ApiKeys keys)
    {
        if (!PublicId.TryParse(brandId, out var brand) || !caller.MayManage(brand))
            return BrandsApi.UnknownBrand(brandId);
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

    private static async Task<IResult> RevokeAsync(string brandId, string keyId, Caller caller, Database database, ApiKeys keys)
    {
        if (!PublicId.TryParse(brandId, out var brand) || !caller.MayManage(brand))
            return BrandsApi.UnknownBrand(brandId);
        if (!PublicId.TryParse(keyId, out var id))
            return Unknown(keyId);
        var outcome = await database.TryWriteAsync(session => keys.RevokeAsync(session, caller, brand, id));
        return outcome.TryGet(out _, out var failure) ? TypedResults.NoContent() : failure;
    }

    private static Failure Unknown(string keyId) => new("not_found", $"There is no API key {keyId} that works.");
}
