using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Verification;

/// <summary>The address in the code itself: a page for people, JSON for programs.</summary>
public static class DigitalLinkApi
{
    private const string Linkset = "application/linkset+json";

    public static void MapDigitalLink(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().RequireRateLimiting(RateLimitPolicies.Verify).WithoutRequestTimeout();
        group.MapGet("/01/{gtin}/21/{serial}", AnswerAsync).WithTags("Verification").WithName("OpenDigitalLink")
            .WithSummary("Check the code whose address this is; HTML page, or JSON by Accept")
            .WithQueryKeys("s")
            .WithProblems("overloaded", "storage_unavailable")
            .Produces<VerifyResponse>(contentType: MediaTypes.Json, additionalContentTypes: "text/html");
        group.MapMethods("/01/{gtin}/21/{serial}", [HttpMethods.Head], AnswerAsync).ExcludeFromDescription();
        // Lots, variants, any stem before /01/, and whatever a broken label makes of it.
        const string AnyCode = $"/{{**path:{CodePath.Name}}}";
        group.MapMethods(AnyCode, [HttpMethods.Get, HttpMethods.Head], AnswerAsync).ExcludeFromDescription();
        group.MapMethods(AnyCode, [HttpMethods.Options], Options).ExcludeFromDescription();
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Verifier verifier, VerifyLimits limits)
    {
        PublicHeaders.Set(context.Response);
        context.Response.Headers.Vary = "Accept";
        var format = Negotiate(context.Request);
        if (format == Format.Linkset)
            return new Failure("not_found", "Links to further information are not offered for this code.");

        // Nobody learns from a look that leaves no trace what a code is worth.
        var target = RawTarget.Of(context);
        if (!ScanFilter.Counts(context.Request) && context.Features.Get<PastLimit>() is { } past)
            return KeyedLimits.TooMany(past.RetryAfterSeconds);
        if (!ScanFilter.Counts(context.Request))
            return format == Format.Html ? ConsumerPages.Preview(context, target) : TypedResults.NoContent();
        var device = DeviceCookie.ReadOrCreate(context);
        var client = limits.ClientOf(context, device);
        var outcome = await verifier.VerifyAsync(target, new ScanContext(format == Format.Html ? Verifier.PageSource : "api", device, client, context.Connection.RemoteIpAddress));
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

    private static Format Negotiate(HttpRequest request)
    {
        if (request.Query.ContainsKey("linkType"))
            return Format.Linkset;
        foreach (var type in request.GetTypedHeaders().Accept.Where(type => type.Quality != 0).OrderByDescending(type => type.Quality ?? 1))
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
