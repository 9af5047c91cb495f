using Trace.Core.Codes;
using Trace.Server.Claims;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>Entering the covered code after a check: one page says what became of it.</summary>
public static class ClaimPages
{
    public const string Path = "/claim";

    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        forms.MapPost(Path, TakeAsync).RequireRateLimiting(RateLimitPolicies.Claim);
    }

    private static async Task<IResult> TakeAsync(HttpContext context, SealedAnswers answers, Claiming claiming)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return ConsumerPages.Unreadable(context, failure);
        if (answers.OpenOf(context.Request, form, SealedAnswers.FormLifetime) is not { Unit.Cover: true } answer || UnitOf(answer) is not { } unit)
            return ConsumerPages.Home(context, "home.too_old");
        // Without it the page is asked for in another language.
        if (form["cover"] is not [{ } typed])
            return Show(context, answer, claim: null, _ => null);
        // A slip, not a try.
        if (!CoverCode.IsWellFormed(typed))
            return Show(context, answer, claim: null, say => say["claim.missing"], StatusCodes.Status422UnprocessableEntity, typed);
        if (!(await claiming.TakeAsync(unit, typed, context.Connection.RemoteIpAddress, context.RequestAborted)).TryGet(out var claim, out failure))
            return ConsumerPages.Unavailable(context, failure);
        return claim.Result switch
        {
            ClaimResult.Wrong => Show(context, answer, claim: null, say => $"{say["claim.wrong"]} {say.Number("claim.left", claim.TriesLeft!.Value)}", StatusCodes.Status422UnprocessableEntity, typed),
            ClaimResult.TooManyTries => Show(context, answer, claim: null, say => say["claim.too_many"], StatusCodes.Status429TooManyRequests),
            _ => Show(context, answer, claim, _ => null),
        };
    }

    private static CoveredUnit? UnitOf(VerifyResponse answer) =>
        answer.Code is { UnitId: { } unit, BrandId: { } brand } code && Gtin.TryParse(code.Gtin, out var gtin) ? new CoveredUnit(unit, brand, gtin, code.Serial, code.CheckId) : null;

    private static IResult Show(HttpContext context, VerifyResponse answer, ClaimResponse? claim, Func<Wording, string?> note, int status = StatusCodes.Status200OK, string? typed = null) =>
        ConsumerPages.Render<ClaimPage>(
            context,
            say => new { Say = say, Response = answer, Answer = context.RequestServices.GetRequiredService<SealedAnswers>().Seal(answer), Claim = claim, Note = note(say), Typed = typed },
            status,
            answer.Page?.Look);
}
