using Trace.Server.Http;

namespace Trace.Server.Verification;

/// <summary>Matches addresses that may hold a code: <c>/01/</c> somewhere in the path as it was sent. All others are answered as the route table says.</summary>
public sealed class CodePath : IRouteConstraint
{
    public const string Name = "code";

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext == null || RawTarget.PathOf(RawTarget.Of(httpContext)).Contains("/01/", StringComparison.Ordinal);
}
