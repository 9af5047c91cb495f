namespace Trace.Server.Web.Offline;

/// <summary>Matches addresses of the page's files and no other, so that none is taken from a Digital Link that has <c>/offline</c> as its stem.</summary>
public sealed class OfflineFilePath : IRouteConstraint
{
    public const string Name = "offline";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        ArgumentNullException.ThrowIfNull(values);
        return OfflineFiles.Find(values[routeKey] as string) != null;
    }
}
