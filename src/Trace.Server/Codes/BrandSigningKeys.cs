using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>The signing keys of a brand as a caller may see and change them: for the API and the console alike.</summary>
public sealed class BrandSigningKeys(Database database, SigningKeys signingKeys)
{
    private const int MaxReasonLength = 500;

    /// <summary>Newest first.</summary>
    public async Task<Outcome<Page<SigningKeyInfo>>> ListAsync(Caller caller, string brandId, string? cursor, int? limit)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (!Paging.ParseByNumber(cursor, limit, start: long.MaxValue).TryGet(out var page, out refused))
            return refused;
        return await database.ReadAsync<Outcome<Page<SigningKeyInfo>>>(async session =>
        {
            var rows = await KeysStore.ListOfBrandAsync(session, id, page.Place, page.Size + 1);
            if (rows.Count == 0)
                return await BrandsStore.FindAsync(session, id) == null ? BrandsApi.UnknownBrand(brandId) : new Page<SigningKeyInfo>([], Next: null);
            var signing = await KeysStore.FindSigningKeyIdAsync(session, id);
            var uses = await SigningKeys.UsesAsync(session, id, rows);
            return Paging.Of(
                rows,
                page.Size,
                row => SigningKeys.Describe(row, row.KeyId == signing, uses.GetValueOrDefault(row.KeyId)?.Batches ?? 0),
                row => row.KeyId.ToString(CultureInfo.InvariantCulture));
        });
    }

    public async Task<Outcome<SigningKeyInfo>> RotateAsync(Caller caller, string brandId) => WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused)
        ? await database.TryWriteAsync(session => signingKeys.RotateAsync(session, caller, id))
        : refused;

    public Task<Outcome<SigningKeyChange>> RetireAsync(Caller caller, string brandId, string keyId) =>
        ChangeAsync(caller, brandId, keyId, problem: null, (session, brand, key) => signingKeys.RetireAsync(session, caller, brand, key));

    public Task<Outcome<SigningKeyChange>> RevokeAsync(Caller caller, string brandId, string keyId, RevokeKeyRequest request) => ChangeAsync(
        caller,
        brandId,
        keyId,
        PlainText.Problem(request.Reason, "reason", MaxReasonLength),
        (session, brand, key) => signingKeys.RevokeAsync(session, caller, brand, key, request));

    private async Task<Outcome<SigningKeyChange>> ChangeAsync(
        Caller caller, string brandId, string keyId, string? problem, Func<Session, long, long, Task<Outcome<SigningKeyChange>>> change)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var brand, out var refused))
            return refused;
        // After whose key it is: a stranger learns nothing of the request.
        if (problem != null)
            return new Failure("invalid_key", problem);
        return ushort.TryParse(keyId, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? await database.TryWriteAsync(session => change(session, brand, key))
            : SigningKeys.UnknownKey(keyId);
    }
}
