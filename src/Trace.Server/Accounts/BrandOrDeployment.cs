using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Routes that exist twice: for a brand, and without one for the deployment, which is brand 0.</summary>
internal static class BrandOrDeployment
{
    /// <summary>The address of owners names no brand, and the query does not either: the handlers' first argument is nothing else.</summary>
    public static ValueTask<object?> WithoutBrand(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.Arguments[0] = null;
        return next(context);
    }

    /// <summary>The brand of the route; 0 where the route has none and so speaks of the deployment.</summary>
    public static bool TryFind(string? brandId, Caller caller, out long id, out Failure failure)
    {
        id = 0;
        failure = BrandsApi.UnknownBrand(brandId ?? "");
        return brandId == null ? caller.Role == Roles.Owner : PublicId.TryParse(brandId, out id) && id != 0 && caller.MayManage(id);
    }
}
