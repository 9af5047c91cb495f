using System.Text.Json;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>API keys. People's accounts come with sign-in.</summary>
public static class AccountsApi
{
    private const int MaxNameLength = 100;
    private const int MaxListLength = 1000;

    public static void AddAccounts(this IServiceCollection services) => services.AddSingleton<ApiKeySeal>();

    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}").WithTags("Accounts").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapPost("/api-keys", CreateApiKeyAsync).WithName("CreateApiKey")
            .WithSummary("Create an API key for a brand; the key is shown once")
            .WithProblems("invalid_api_key", "invalid_gtin", "unknown_gtin", "already_created")
            .Produces<ApiKeyResponse>(StatusCodes.Status201Created);
    }

    private static async Task<IResult> CreateApiKeyAsync(
        string brandId, CreateApiKeyRequest request, Caller caller, HttpContext context, Idempotency idempotency, ApiKeySeal seal, TimeProvider clock)
    {
        if (!PublicId.TryParse(brandId, out var id) || (caller.Role != Roles.Owner && caller.BrandId != id))
            return BrandsApi.UnknownBrand(brandId);
        var gtins = new List<string>();
        if (Problem(request, gtins) is { } problem)
            return problem;
        // Else a limited key could have itself made a wider one.
        if (caller.Gtins.Count > 0 && (gtins.Count == 0 || !gtins.TrueForAll(caller.MayUse)))
            return new Failure("forbidden", "This key is limited to some GTINs, so a key it makes names GTINs among them in `gtins`.");

        return await idempotency.CreateAsync(
            context,
            caller.KeyId,
            Idempotency.HashOf(context, request, ServerJson.Default.CreateApiKeyRequest),
            ServerJson.Default.ApiKeyResponse,
            async session =>
            {
                if (await BrandsStore.FindAsync(session, id) == null)
                    return BrandsApi.UnknownBrand(brandId);
                foreach (var gtin in gtins)
                {
                    if (await ProductsStore.FindAsync(session, id, gtin) == null)
                        return new Failure("unknown_gtin", $"This brand has no product with GTIN {gtin}.");
                }

                return await CreateAsync(session, seal, id, request, gtins, clock.GetUtcNow());
            },
            shownOnce: true);
    }

    private static async Task<Outcome<Creation<ApiKeyResponse>>> CreateAsync(
        Session session, ApiKeySeal seal, long brandId, CreateApiKeyRequest request, List<string> gtins, DateTimeOffset now)
    {
        var key = ApiKey.Create();
        var keyId = PublicId.Create();
        await AccountsStore.AddAsync(session, seal.Put(new ApiKeyRow(
            keyId,
            brandId,
            request.Role!,
            request.Name!,
            ApiKey.Hash(key),
            gtins.Count == 0 ? null : JsonSerializer.Serialize(gtins, ServerJson.Default.ListString),
            request.Sites is { Count: > 0 } ? JsonSerializer.Serialize(request.Sites.ToList(), ServerJson.Default.ListString) : null,
            now.ToUnixTimeMilliseconds())));
        return new Creation<ApiKeyResponse>(
            new(PublicId.Format(keyId), key, request.Role!, request.Name!, gtins.Count == 0 ? null : gtins, request.Sites, now),
            Location: null);
    }

    private static Failure? Problem(CreateApiKeyRequest request, List<string> gtins)
    {
        if (request.Role == null || !Roles.OfBrands.Contains(request.Role))
            return new Failure("invalid_api_key", $"`role` is one of {string.Join(", ", Roles.OfBrands)}.");
        if (PlainText.Problem(request.Name, "name", MaxNameLength) is { } problem)
            return new Failure("invalid_api_key", problem);
        if (request.Gtins?.Count > MaxListLength || request.Sites?.Count > MaxListLength)
            return new Failure("invalid_api_key", $"`gtins` and `sites` hold at most {MaxListLength} entries.");
        foreach (var text in request.Gtins ?? [])
        {
            if (!Gtin.TryParse(text, out var gtin, out var why))
                return new Failure("invalid_gtin", why);
            gtins.Add(gtin.Value);
        }

        return (request.Sites ?? []).Select(site => PlainText.Problem(site, "sites", MaxNameLength)).FirstOrDefault(p => p != null) is { } bad
            ? new Failure("invalid_api_key", bad)
            : null;
    }
}
