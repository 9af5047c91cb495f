using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Trace.Server.Accounts;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Web.Console;
using Trace.Server.Web.Consumer;

namespace Trace.Server.Web.Accounts;

/// <summary>The pages where people sign in and set a password. Their forms are taken from our own pages only.</summary>
public static class AccountPages
{
    private const int MaxFormBytes = 8192;

    private static readonly string PolicyWithScript =
        $"{PageStyle.ContentSecurityPolicy}; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(SetPasswordPage.TokenScript)))}'";

    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().ExcludeFromDescription().DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxFormBytes));
        group.MapGet("/sign-in", ShowAsync);
        group.MapPost("/sign-in", SignInAsync).RequireRateLimiting(RateLimitPolicies.SignIn);
        group.MapPost("/sign-out", SignOutAsync);
        group.MapGet(Links.PagePath, ShowSetPassword);
        group.MapPost(Links.PagePath, SetPasswordAsync).RequireRateLimiting(RateLimitPolicies.SignIn);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, Database database, OidcSettings oidc, string? problem, [FromQuery(Name = ReturnPath.Parameter)] string? back)
    {
        ConsolePreferences.KeepChosenLanguage(context);
        var t = TextsOf(context);
        if (await Caller.BindAsync(context) is { Kind: ActorKind.Account } caller
            && await database.ReadAsync(session => AccountsStore.FindAsync(session, caller.BrandId, caller.Id)) is { } account)
        {
            return Render<SignInPage>(context, new { T = t, Heading = t["signin.in.title"], Text = t["signin.in.text"], Account = People.ToResponse(account) });
        }

        return Form(context, oidc, t[problem == null ? "signin.text" : "signin.nobody"], back: back);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, SignIn signIn, OidcSettings oidc)
    {
        if (!(await FormOfOurPagesAsync(context)).TryGet(out var form, out var failure))
            return failure;
        var request = new SignInRequest(form["email"], form["password"], form["code"], form["brand"]);
        var outcome = await signIn.WithPasswordAsync(request, Caller.NetworkOf(context.Connection.RemoteIpAddress));
        if (outcome.TryGet(out var begun, out failure))
        {
            SessionCookie.Set(context, begun.Token, DateTimeOffset.FromUnixTimeMilliseconds(begun.Session.ExpiresAt));
            context.Response.Headers.Location = ReturnPath.Checked(form[ReturnPath.Parameter]) ?? "/sign-in";
            return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
        }

        var t = TextsOf(context);
        return Form(
            context,
            oidc,
            failure.Code switch
            {
                "second_factor_needed" => t["signin.say_code"],
                "brand_needed" => t["signin.say_brand"],
                "sign_in_failed" => t["signin.failed"],
                _ => t.Of(failure),
            },
            request.Email,
            askBrand: failure.Code == "brand_needed",
            Problems.Table[failure.Code].Status,
            form[ReturnPath.Parameter]);
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, Database database, Audit.AuditTrail audit)
    {
        if (await Caller.BindAsync(context) is { Kind: ActorKind.Account } caller)
            await SessionApi.EndAsync(context, caller, database, audit);
        context.Response.Headers.Location = "/sign-in";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static IResult ShowSetPassword(HttpContext context) => SetPasswordForm(context, TextsOf(context)["signin.set"], TextsOf(context)["signin.set.text"]);

    private static async Task<IResult> SetPasswordAsync(HttpContext context, Passwords passwords)
    {
        if (!(await FormOfOurPagesAsync(context)).TryGet(out var form, out var failure))
            return failure;
        var request = new SetPasswordRequest(form["token"], form["password"]);
        var t = TextsOf(context);
        return await passwords.SetAsync(request, Caller.NetworkOf(context.Connection.RemoteIpAddress)) is { } problem
            ? SetPasswordForm(context, t["signin.set.failed"], t.Of(problem), request.Token, Problems.Table[problem.Code].Status)
            : Render<SetPasswordPage>(context, new { T = t, Heading = t["signin.set.done"], Text = t["signin.set.next"], Kind = "issued", Done = true }, withScript: true);
    }

    private static RazorComponentResult<SignInPage> Form(
        HttpContext context, OidcSettings oidc, string text, string? email = null, bool askBrand = false, int status = StatusCodes.Status200OK, string? back = null) =>
        Render<SignInPage>(context, new { T = TextsOf(context), Heading = TextsOf(context)["signin.title"], Text = text, Email = email, AskBrand = askBrand, Provider = oidc.IsSet, Back = ReturnPath.Checked(back) }, status);

    private static RazorComponentResult<SetPasswordPage> SetPasswordForm(
        HttpContext context, string heading, string text, string? token = null, int status = StatusCodes.Status200OK) =>
        Render<SetPasswordPage>(context, new { T = TextsOf(context), Heading = heading, Text = text, Token = token, Kind = status == StatusCodes.Status200OK ? "plain" : "caution" }, status, withScript: true);

    private static ConsoleTexts TextsOf(HttpContext context) => ConsoleTexts.Of(ConsolePreferences.Of(context.Request).Language);

    private static async Task<Outcome<IFormCollection>> FormOfOurPagesAsync(HttpContext context) =>
        SessionAuthentication.IsFromOurPages(context.Request)
            ? await FormBody.ReadAsync(context.Request)
            : new Failure("forbidden", "This form works from this site's own pages.");

    private static RazorComponentResult<TPage> Render<TPage>(
        HttpContext context, object parameters, int status = StatusCodes.Status200OK, bool withScript = false)
        where TPage : IComponent
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.ContentSecurityPolicy = withScript ? PolicyWithScript : PageStyle.ContentSecurityPolicy;
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };
    }
}
