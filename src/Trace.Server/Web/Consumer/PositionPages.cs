using System.Globalization;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>Sharing where a code was checked, after its verdict and by a tap: the browser asks the person, and the page is shown again with what that makes of it.</summary>
/// <remarks>The one thing of these pages that takes a script: only scripts hear where a phone is. Without one nothing of it is shown.</remarks>
public static class PositionPages
{
    public const string Path = "/position";
    public const string Script = "/consumer/position.js";

    /// <summary>What the page may do that asks: nothing but that.</summary>
    public static readonly string Permissions = SecurityHeaders.NoPermissions.Replace("geolocation=()", "geolocation=(self)", StringComparison.Ordinal);

    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        forms.MapPost(Path, ShareAsync);
    }

    private static async Task<IResult> ShareAsync(HttpContext context, SealedAnswers answers, SharedPositions positions)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return ConsumerPages.Unreadable(context, failure);
        if (answers.OpenOf(context.Request, form) is not { } answer)
            return ConsumerPages.Home(context, "home.too_old");
        var position = new VerifyLocation(Number(form["latitude"]), Number(form["longitude"]), Number(form["accuracy"]));
        if (position.FindProblem() != null)
            return ConsumerPages.Verdict(context, answer, "position.not_noted", StatusCodes.Status422UnprocessableEntity);
        if ((await positions.ShareAsync(answer, position, context.RequestAborted)).TryGet(out var placed, out failure))
            return ConsumerPages.Verdict(context, placed, "position.thanks");
        return failure.Code == "not_found"
            ? ConsumerPages.Verdict(context, answer with { Page = answer.Page == null ? null : answer.Page with { TakesPosition = false } }, "position.late")
            : ConsumerPages.Verdict(context, answer, "position.not_noted", Problems.Table[failure.Code].Status);
    }

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
