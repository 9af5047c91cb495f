using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>The pages a phone opens: rendered on the server, complete without script.</summary>
public static class ConsumerPages
{
    private const int MaxFormBytes = 8192;

    public static void AddConsumerPages(this IServiceCollection services) => services.AddRazorComponents();

    public static void MapConsumerPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", Home).AllowAnonymous().ExcludeFromDescription();
        // Nobody is signed in here, so there is nothing a forged form could misuse: it makes a scan, as any link does.
        app.MapPost("/check", CheckAsync).AllowAnonymous().ExcludeFromDescription().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes));
    }

    public static IResult Verdict(HttpContext context, VerifyResponse response) => Render<VerdictPage>(
        context, new { Response = response, Host = context.Request.Host.Value });

    /// <summary>For previews and prefetches: no verdict and no history, since nothing was stored.</summary>
    public static IResult Preview(HttpContext context) => Render<MessagePage>(context, new
    {
        Heading = "Check a product code",
        Text = "This link checks the code of one product. Opening it here counts as one check.",
        Link = "",
        LinkText = "Check this code now",
    });

    public static IResult Unavailable(HttpContext context, Failure failure)
    {
        var (status, title) = Problems.Table[failure.Code];
        context.Response.Headers.RetryAfter = failure.RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Render<MessagePage>(
            context,
            new { Heading = "No answer at the moment", Text = $"{title}. We answer only what we have stored.", Link = "", LinkText = "Try again" },
            status);
    }

    public static IResult NotFound(HttpContext context) => Render<MessagePage>(
        context,
        new { Heading = "Nothing is at this address", Text = "The address of a product code begins with /01/ and a GTIN.", Link = "/", LinkText = "Type a code by hand" },
        StatusCodes.Status404NotFound);

    private static IResult Home(HttpContext context) => Render<HomePage>(context, new { });

    private static async Task<IResult> CheckAsync(HttpContext context, Verifier verifier)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return failure;
        var outcome = await verifier.VerifyAsync(
            $"{form["gtin"]} {form["serial"]}", new ScanContext("page", Counts: true, DeviceCookie.ReadOrCreate(context)));
        return outcome.TryGet(out var response, out failure) ? Verdict(context, response) : Unavailable(context, failure);
    }

    private static RazorComponentResult<TPage> Render<TPage>(HttpContext context, object parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        PublicHeaders.Set(context.Response);
        context.Response.Headers.ContentSecurityPolicy = PageStyle.ContentSecurityPolicy;
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }
}
