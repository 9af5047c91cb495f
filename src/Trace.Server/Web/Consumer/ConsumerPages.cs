using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.RateLimits;
using Trace.Server.Reports;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>The pages a phone opens: rendered on the server, complete without script, in the language of whoever asks.</summary>
public static class ConsumerPages
{
    private const int MaxFormBytes = 8192;

    public static void AddConsumerPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<SealedAnswers>();
    }

    public static void MapConsumerPages(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        group.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (HttpContext context) => Home(context, note: null));
        group.MapMethods(PrivacyStatement.PagePath, [HttpMethods.Get, HttpMethods.Head], PrivacyAsync);
        group.MapMethods("/check", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        group.MapMethods("/language", [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        // Nobody is signed in here: a forged form could only make a scan, and ScanFilter keeps it from that.
        var forms = group.MapGroup("").DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes));
        forms.MapPost("/check", CheckAsync).RequireRateLimiting(RateLimitPolicies.Verify);
        forms.MapPost("/language", ShowAgainAsync);
        ReportPages.Map(group, forms);
        ClaimPages.Map(group, forms);
        PositionPages.Map(group, forms);
        SellerPages.Map(group);
        ReplyPages.Map(group);
    }

    /// <param name="note">What became of what the person sent from this page; the key of its text.</param>
    public static IResult Verdict(HttpContext context, VerifyResponse response, string? note = null, int status = StatusCodes.Status200OK)
    {
        var answer = context.RequestServices.GetRequiredService<SealedAnswers>().Seal(response);
        var takesPosition = context.RequestServices.GetRequiredService<SharedPositions>().IsOpen(response);
        if (takesPosition)
            context.Response.Headers["Permissions-Policy"] = PositionPages.Permissions;
        return Render<VerdictPage>(
            context,
            say => new { Say = say, Response = response, Answer = answer, TakesPosition = takesPosition, Note = note == null ? null : say[note] },
            status,
            response.Page?.Look,
            takesPosition);
    }

    /// <summary>For previews and prefetches: no verdict and no history, since nothing was stored.</summary>
    /// <remarks>The button posts the code: whoever presses it is a person, whatever the browser calls itself.</remarks>
    public static IResult Preview(HttpContext context, string code) => Message(context, "home.title", "preview.text", code: code, button: "preview.check");

    /// <param name="posted">What the form sent; the button sends it again, since the form's address alone answers nothing.</param>
    public static IResult Unavailable(HttpContext context, Failure failure, string? posted = null)
    {
        context.Response.Headers.RetryAfter = failure.RetryAfterSeconds?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // A code that proves itself is always answered, so whoever is told of a limit typed one, or opened what is no code.
        var isOf = (string path) => context.Request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase);
        var text = isOf(ReportPages.Path) ? "report.busy" : isOf(SellerPages.Path) ? "seller.busy" : failure.Code == "rate_limited" && !isOf(ClaimPages.Path) ? "too_many" : "no_answer";
        return Message(context, $"{text}.title", $"{text}.text", "no_answer", posted, link: "", button: "try_again", Problems.Table[failure.Code].Status);
    }

    public static IResult NotFound(HttpContext context) => Message(
        context, "not_found.title", "not_found.text", "not_found", link: "/", button: "not_found.type", status: StatusCodes.Status404NotFound);

    internal static IResult Message(
        HttpContext context, string heading, string text, string kind = "plain", string? code = null, string? link = null, string? button = null, int status = StatusCodes.Status200OK) =>
        Render<MessagePage>(context, say => new { Say = say, Heading = say[heading], Text = say[text], Kind = kind, Code = code, Link = link, LinkText = button == null ? null : say[button] }, status);

    internal static IResult Home(HttpContext context, string? note, int status = StatusCodes.Status200OK) =>
        Render<HomePage>(context, say => new { Say = say, Note = note == null ? null : say[note] }, status);

    private static async Task<IResult> PrivacyAsync(HttpContext context, Database database, ReportSettings reports, EnforcementSettings cases)
    {
        var brands = await database.ReadAsync(BrandsStore.ListScanRetentionsAsync);
        return Render<PrivacyPage>(context, say => new { Say = say, Statement = PrivacyStatement.Of(say, brands, reports.KeptDays, cases.KeptDays) });
    }

    private static async Task<IResult> CheckAsync(HttpContext context, Verifier verifier, VerifyLimits limits)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return Unreadable(context, failure);

        // Below a bar code the digits of a GTIN stand in groups.
        var text = form["code"] is [{ Length: > 0 } code]
            ? code
            : $"{string.Concat(form["gtin"].ToString().Where(character => !char.IsWhiteSpace(character)))} {form["serial"]}";
        if (string.IsNullOrWhiteSpace(text))
            return Home(context, "home.missing");
        if (!ScanFilter.CountsForm(context.Request))
            return context.Features.Get<PastLimit>() is { } past ? Unavailable(context, KeyedLimits.TooMany(past.RetryAfterSeconds), text) : Preview(context, text);
        var device = DeviceCookie.ReadOrCreate(context);
        var outcome = await verifier.VerifyAsync(text, new ScanContext(Verifier.PageSource, device, limits.ClientOf(context, device), context.Connection.RemoteIpAddress));
        return outcome.TryGet(out var response, out failure) ? Verdict(context, response) : Unavailable(context, failure, text);
    }

    /// <summary>What a page showed, in the language that was chosen on it. Nothing is checked and nothing is stored.</summary>
    private static async Task<IResult> ShowAgainAsync(HttpContext context, SealedAnswers answers)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return Unreadable(context, failure);
        if (form["code"] is [{ Length: > 0 } code])
            return Preview(context, code);
        return answers.OpenOf(context.Request, form) is { } answer
            ? Verdict(context, answer)
            : Home(context, "home.too_old");
    }

    internal static IResult Unreadable(HttpContext context, Failure failure) =>
        BareStatus.AcceptsPage(context.Request) ? Home(context, "home.unreadable", Problems.Table[failure.Code].Status) : failure;

    internal static IResult Render<TPage>(
        HttpContext context, Func<Wording, object> parameters, int status = StatusCodes.Status200OK, BrandLook? look = null, bool hasScript = false)
        where TPage : IComponent
    {
        var say = Wording.Of(context);
        PublicHeaders.Set(context.Response);
        context.Response.Headers.ContentLanguage = say.Language.Tag;
        context.Response.Headers.AppendCommaSeparatedValues("Vary", "Accept-Language");
        // The framework's word to a script that our pages do not have.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers.Remove("blazor-enhanced-nav");
            return Task.CompletedTask;
        });
        context.Response.Headers.ContentSecurityPolicy = hasScript ? $"{PageStyle.PolicyFor(look)}; script-src 'self'" : PageStyle.PolicyFor(look);
        return new RazorComponentResult<TPage>(parameters(say)) { StatusCode = status, PreventStreamingRendering = true };
    }
}
