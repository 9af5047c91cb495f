using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Brands;

/// <summary>What belongs to a whole brand: signing keys, quota, retention, the trail. Who is limited to some products or sites has no say in it.</summary>
public static class WholeBrand
{
    /// <summary>The brand of a route, for a caller who speaks for all of it.</summary>
    public static Outcome<long> Parse(string brandId, Caller caller)
    {
        if (!PublicId.TryParse(brandId, out var id) || !caller.MayManage(id))
            return BrandsApi.UnknownBrand(brandId);
        return caller.IsLimited
            ? new Failure("forbidden", "This caller is limited to products or sites, and this belongs to the whole brand.")
            : id;
    }
}
