using Microsoft.AspNetCore.Http.Features;

namespace Trace.Server.Http;

/// <summary>The request target as it was sent. The framework's path is half decoded (<c>%2F</c> stays); values of codes are decoded once and whole.</summary>
/// <remarks>A path and query, or from a proxy the whole URI.</remarks>
public static class RawTarget
{
    public static string Of(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw
            ? raw
            : $"{context.Request.PathBase}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}";

    public static string PathOf(string target) => target.Split('?', 2)[0];

    /// <summary>The last segment of the path, still encoded.</summary>
    public static string LastSegment(HttpContext context) => PathOf(Of(context)).Split('/')[^1];
}
