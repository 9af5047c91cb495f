using Trace.Server.Brands;
using Trace.Server.Http;

namespace Trace.Server.Codes;

/// <summary>A brand's signing keys: how they stand, and how one is replaced. KEYS.md says when to do what.</summary>
public static class KeysApi
{
    public static void MapSigningKeys(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/brands/{brandId}/keys").WithTags("Codes").RequireAuthorization(Policies.OwnerOrBrandAdmin);
        group.MapGet("", ListAsync).WithName("ListKeys")
            .WithSummary("List the signing keys of a brand, newest first")
            .Produces<Page<SigningKeyInfo>>();
        group.MapPost("/rotate", RotateAsync).WithName("RotateKey")
            .WithSummary("Make a new signing key; the one before retires, and its codes stay valid")
            .WithProblems("keys_used_up")
            .Produces<SigningKeyInfo>(StatusCodes.Status201Created);
        group.MapPost("/{keyId}/retire", RetireAsync).WithName("RetireKey")
            .WithSummary("Let a key sign no more; its codes stay valid")
            .WithProblems("key_revoked", "keys_used_up")
            .Produces<SigningKeyChange>();
        group.MapPost("/{keyId}/revoke", RevokeAsync).WithName("RevokeKey")
            .WithSummary("Revoke a key that may be in other hands; codes of batches issued before stay good, online")
            .WithProblems("invalid_key", "key_in_use", "key_revoked")
            .Produces<SigningKeyChange>();
    }

    private static async Task<IResult> ListAsync(string brandId, string? cursor, int? limit, Caller caller, BrandSigningKeys keys) =>
        (await keys.ListAsync(caller, brandId, cursor, limit)).TryGet(out var page, out var failure) ? TypedResults.Ok(page) : failure;

    private static async Task<IResult> RotateAsync(
        string brandId, Caller caller, HttpContext context, Idempotency idempotency, SigningKeys signingKeys)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await idempotency.CreateAsync(
            context,
            caller.Id,
            Idempotency.HashOf(context, []),
            ServerJson.Default.SigningKeyInfo,
            async session => (await signingKeys.RotateAsync(session, caller, id)).TryGet(out var key, out var failure)
                ? new Creation<SigningKeyInfo>(key, Location: null)
                : failure);
    }

    private static async Task<IResult> RetireAsync(string brandId, string keyId, Caller caller, BrandSigningKeys keys) =>
        (await keys.RetireAsync(caller, brandId, keyId)).TryGet(out var changed, out var failure) ? TypedResults.Ok(changed) : failure;

    private static async Task<IResult> RevokeAsync(string brandId, string keyId, RevokeKeyRequest request, Caller caller, BrandSigningKeys keys) =>
        (await keys.RevokeAsync(caller, brandId, keyId, request)).TryGet(out var changed, out var failure) ? TypedResults.Ok(changed) : failure;
}
