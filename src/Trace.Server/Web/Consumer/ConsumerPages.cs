using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>The pages a phone opens: rendered on the server, complete without script.</summary>
public static class ConsumerPages
{
    private const int MaxFormBytes = 8192;

    public static void AddConsumerPages(this IServiceCollection services) => services.AddRazorComponents();

    public static void MapConsumerPages(this IEndpointRouteBuilder app)
    {
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => Home(context, note: null)).AllowAnonymous().ExcludeFromDescription();
        app.MapMethods(PrivacyStatement.PagePath, [HttpMethods.Get, HttpMethods.Head], PrivacyAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapMethods("/check", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/")).AllowAnonymous().ExcludeFromDescription();
        // Nobody is signed in here: a forged form could only make a scan, and ScanFilter keeps it from that.
        app.MapPost("/check", CheckAsync).AllowAnonymous().ExcludeFromDescription().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes))
            .RequireRateLimiting(RateLimitPolicies.Verify);
    }

    public static IResult Verdict(HttpContext context, VerifyResponse response) => Render<VerdictPage>(
        context, new { Response = response });

    /// <summary>For previews and prefetches: no verdict and no history, since nothing was stored.</summary>
    /// <remarks>The button posts the code: whoever presses it is a person, whatever the browser calls itself.</remarks>
    public static IResult Preview(HttpContext context, string code) => Render<MessagePage>(context, new
    {
        Heading = "Check a product code",
        Text = "This link checks the code of one product. Checking it counts as one check.",
        Code = code,
        LinkText = "Check this code now",
    });

    /// <param name="posted">What the form sent; the button sends it again, since the form's address alone answers nothing.</param>
    public static IResult Unavailable(HttpContext context, Failure failure, string? posted = null)
    {
        if (failure.Code == "rate_limited")
            return TooMany(context, failure, posted);
        context.Response.Headers.RetryAfter = failure.RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Render<MessagePage>(
            context,
            new
            {
                Kind = "no_answer",
                Heading = "No answer at the moment",
                Text = "This check could not be recorded, and we answer only what is on record. It says nothing about the code. Try again in a moment.",
                Code = posted,
                Link = "",
                LinkText = "Try again",
            },
            Problems.Table[failure.Code].Status);
    }

    /// <summary>A code that proves itself is always answered, so whoever reads this typed one, or opened what is no code.</summary>
    public static IResult TooMany(HttpContext context, Failure failure, string? posted = null)
    {
        context.Response.Headers.RetryAfter = failure.RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Render<MessagePage>(
            context,
            new
            {
                Kind = "no_answer",
                Heading = "Too many checks at the moment",
                Text = "More typed or unreadable codes come in than we answer at once, perhaps from others on your network. It says nothing about your code. "
                    + "Scan the QR code of the label, or try again in a few minutes.",
                Code = posted,
                Link = "",
                LinkText = "Try again",
            },
            Problems.Table[failure.Code].Status);
    }

    public static IResult NotFound(HttpContext context) => Render<MessagePage>(
        context,
        new
        {
            Kind = "not_found",
            Heading = "Nothing is at this address",
            Text = "If you came from a label, a part of the address is missing. Scan the QR code once more, or type what is printed beside it.",
            Link = "/",
            LinkText = "Type a code by hand",
        },
        StatusCodes.Status404NotFound);

    private static IResult Home(HttpContext context, string? note, int status = StatusCodes.Status200OK) =>
        Render<HomePage>(context, new { Note = note }, status);

    private static async Task<IResult> PrivacyAsync(HttpContext context, Database database) =>
        Render<PrivacyPage>(context, new { Statement = PrivacyStatement.Of(await database.ReadAsync(BrandsStore.ListScanRetentionsAsync)) });

    private static async Task<IResult> CheckAsync(HttpContext context, Verifier verifier, VerifyLimits limits)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
        {
            return BareStatus.AcceptsPage(context.Request)
                ? Home(context, "What was sent could not be read. Type it once more.", Problems.Table[failure.Code].Status)
                : failure;
        }

        // Below a bar code the digits of a GTIN stand in groups.
        var text = form["code"] is [{ Length: > 0 } code]
            ? code
            : $"{string.Concat(form["gtin"].ToString().Where(character => !char.IsWhiteSpace(character)))} {form["serial"]}";
        if (string.IsNullOrWhiteSpace(text))
            return Home(context, "Type the GTIN and the serial; both are on the label.");
        if (!ScanFilter.CountsForm(context.Request))
            return context.Features.Get<PastLimit>() is { } past ? TooMany(context, KeyedLimits.TooMany(past.RetryAfterSeconds), text) : Preview(context, text);
        var device = DeviceCookie.ReadOrCreate(context);
        var outcome = await verifier.VerifyAsync(text, new ScanContext("page", device, limits.ClientOf(context, device), context.Connection.RemoteIpAddress));
        return outcome.TryGet(out var response, out failure) ? Verdict(context, response) : Unavailable(context, failure, text);
    }

    private static RazorComponentResult<TPage> Render<TPage>(HttpContext context, object parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        PublicHeaders.Set(context.Response);
        // The framework's word to a script that our pages do not have.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Remove("blazor-enhanced-nav");
            return Task.CompletedTask;
        });
        context.Response.Headers.ContentSecurityPolicy = PageStyle.ContentSecurityPolicy;
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }
}
