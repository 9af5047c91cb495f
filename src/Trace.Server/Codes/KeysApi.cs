using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>A brand's signing keys: how they stand, and how one is replaced. KEYS.md says when to do what.</summary>
public static class KeysApi
{
    private const int MaxReasonLength = 500;

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

    private static async Task<IResult> ListAsync(string brandId, string? cursor, int? limit, Caller caller, Database database)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (!Paging.ParseByNumber(cursor, limit, start: long.MaxValue).TryGet(out var page, out refused))
            return refused;
        return await database.ReadAsync<IResult>(async session =>
        {
            var rows = await KeysStore.ListOfBrandAsync(session, id, page.Place, page.Size + 1);
            if (rows.Count == 0)
                return await BrandsStore.FindAsync(session, id) == null ? BrandsApi.UnknownBrand(brandId) : TypedResults.Ok(new Page<SigningKeyInfo>([], Next: null));
            var signing = await KeysStore.FindSigningKeyIdAsync(session, id);
            var uses = await SigningKeys.UsesAsync(session, id, rows);
            return TypedResults.Ok(Paging.Of(
                rows,
                page.Size,
                row => SigningKeys.Describe(row, row.KeyId == signing, uses.GetValueOrDefault(row.KeyId)?.Batches ?? 0),
                row => row.KeyId.ToString(CultureInfo.InvariantCulture)));
        });
    }

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

    private static Task<IResult> RetireAsync(string brandId, string keyId, Caller caller, Database database, SigningKeys signingKeys) =>
        ChangeAsync(brandId, keyId, caller, database, problem: null, (session, brand, key) => signingKeys.RetireAsync(session, caller, brand, key));

    private static Task<IResult> RevokeAsync(
        string brandId, string keyId, RevokeKeyRequest request, Caller caller, Database database, SigningKeys signingKeys) =>
        ChangeAsync(
            brandId,
            keyId,
            caller,
            database,
            PlainText.Problem(request.Reason, "reason", MaxReasonLength),
            (session, brand, key) => signingKeys.RevokeAsync(session, caller, brand, key, request));

    private static async Task<IResult> ChangeAsync(
        string brandId,
        string keyId,
        Caller caller,
        Database database,
        string? problem,
        Func<Session, long, long, Task<Outcome<SigningKeyChange>>> change)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var brand, out var refused))
            return refused;
        // After whose key it is: a stranger learns nothing of the request.
        if (problem != null)
            return new Failure("invalid_key", problem);
        if (!ushort.TryParse(keyId, NumberStyles.None, CultureInfo.InvariantCulture, out var key))
            return SigningKeys.UnknownKey(keyId);
        var outcome = await database.TryWriteAsync(session => change(session, brand, key));
        return outcome.TryGet(out var changed, out var failure) ? TypedResults.Ok(changed) : failure;
    }
}
