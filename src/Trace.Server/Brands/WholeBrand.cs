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
        return Refuse(caller) is { } refused ? refused : id;
    }

    /// <summary>The same where the brand is the caller's own: null for who may speak for all of it.</summary>
    public static Failure? Refuse(Caller caller) => caller.IsLimited
        ? new Failure("forbidden", "This caller is limited to products or sites, and this belongs to the whole brand.")
        : null;
}
