using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>How long a brand keeps single scans: for the API and the console alike.</summary>
public static class Retention
{
    /// <summary>Ten years.</summary>
    public const int MaxDays = 3650;

    public static async Task<Outcome<PrivacyResponse>> FindAsync(Database database, Caller caller, string brandId)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        return await database.ReadAsync(session => BrandsStore.FindScanRetentionAsync(session, id)) is { } days ? new PrivacyResponse(days) : BrandsApi.UnknownBrand(brandId);
    }

    public static async Task<Outcome<PrivacyResponse>> SetAsync(Database database, AuditTrail audit, Caller caller, string brandId, PrivacyRequest request)
    {
        if (!WholeBrand.Parse(brandId, caller).TryGet(out var id, out var refused))
            return refused;
        if (request.ScanRetentionDays is not (>= 1 and <= MaxDays and var days))
            return new Failure("invalid_retention", "`scanRetentionDays` is 1 to 3650.");
        return await database.TryWriteAsync<PrivacyResponse>(async session =>
        {
            if (await BrandsStore.FindScanRetentionAsync(session, id) is not { } before)
                return BrandsApi.UnknownBrand(brandId);
            await BrandsStore.SetScanRetentionAsync(session, id, days);
            var after = new PrivacyResponse(days);
            await audit.AddAsync(session, caller, id, new AuditedChange("privacy.set", brandId, new PrivacyResponse(before), after));
            return after;
        });
    }
}
