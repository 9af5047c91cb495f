using Microsoft.AspNetCore.Http.Features;
using Trace.Server.Http;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Verification;

/// <summary>The address in the code itself: a page for people, JSON for programs.</summary>
public static class DigitalLinkApi
{
    private const string Linkset = "application/linkset+json";

    public static void MapDigitalLink(this IEndpointRouteBuilder app)
    {
        app.MapGet("/01/{gtin}/21/{serial}", AnswerAsync).WithTags("Verification").WithName("OpenDigitalLink")
            .WithSummary("Check the code whose address this is; HTML page, or JSON by Accept")
            .AllowAnonymous()
            .WithQueryKeys("s")
            .WithProblems("overloaded", "storage_unavailable")
            .Produces<VerifyResponse>(contentType: MediaTypes.Json, additionalContentTypes: "text/html");
        // Lots, variants, any stem before /01/, and whatever a broken label makes of it.
        app.MapMethods("/{**path}", [HttpMethods.Get, HttpMethods.Head], AnswerAsync)
            .AllowAnonymous().ExcludeFromDescription().WithOrder(int.MaxValue);
        app.MapMethods("/01/{gtin}/21/{serial}", [HttpMethods.Head], AnswerAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapMethods("/{**path}", [HttpMethods.Options], Options).AllowAnonymous().ExcludeFromDescription().WithOrder(int.MaxValue);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Verifier verifier)
    {
        var target = RawTarget(context);
        if (!PathOf(target).Contains("/01/", StringComparison.Ordinal))
            return AcceptsPage(context.Request) && !context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                ? ConsumerPages.NotFound(context)
                : Problems.ForStatus(StatusCodes.Status404NotFound);
        PublicHeaders.Set(context.Response);
        context.Response.Headers.Vary = "Accept";

        var format = Negotiate(context.Request);
        if (format == Format.Linkset)
            return new Failure("not_found", "Links to further information are not offered for this code.");

        var counts = ScanFilter.Counts(context.Request);
        if (!counts && format == Format.Html)
            return ConsumerPages.Preview(context);
        var device = counts ? DeviceCookie.ReadOrCreate(context) : null;
        var source = format == Format.Html ? "page" : "api";
        var outcome = await verifier.VerifyAsync(target, new ScanContext(source, counts, device));
        if (!outcome.TryGet(out var response, out var failure))
            return format == Format.Html ? ConsumerPages.Unavailable(context, failure) : failure;
        return format == Format.Html
            ? ConsumerPages.Verdict(context, response)
            : TypedResults.Json(response, ServerJson.Default.VerifyResponse);
    }

    private static IResult Options(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        return TypedResults.NoContent();
    }

    /// <summary>The request target as it was sent: the framework's path is decoded, and a code is decoded once only.</summary>
    /// <remarks>A path and query, or from a proxy the whole URI.</remarks>
    private static string RawTarget(HttpContext context) =>
        context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw
            ? raw
            : $"{context.Request.PathBase}{context.Request.Path.ToUriComponent()}{context.Request.QueryString}";

    /// <summary>A browser says so; programs that take anything get the problem document.</summary>
    private static bool AcceptsPage(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static string PathOf(string target) => target.Split('?', 2)[0];

    private static Format Negotiate(HttpRequest request)
    {
        if (request.Query.ContainsKey("linkType"))
            return Format.Linkset;
        foreach (var type in request.GetTypedHeaders().Accept.OrderByDescending(type => type.Quality ?? 1))
        {
            if (type.MediaType.Equals(Linkset, StringComparison.OrdinalIgnoreCase))
                return Format.Linkset;
            if (type.MediaType.Equals(MediaTypes.Json, StringComparison.OrdinalIgnoreCase))
                return Format.Json;
            if (type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) || type.MatchesAllTypes)
                return Format.Html;
        }

        return Format.Html;
    }

    private enum Format
    {
        Html,
        Json,
        Linkset,
    }
}
