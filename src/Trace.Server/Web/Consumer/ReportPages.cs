using Microsoft.AspNetCore.Mvc;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Reports;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>Reporting a product after its code was checked: a form, and the word that it was received.</summary>
/// <remarks>Each step carries the answer of the check, sealed: only who checked a code can report it, and once.</remarks>
public static class ReportPages
{
    public const string Path = "/report";
    public const string SendPath = "/report/send";

    private const int MaxBodyBytes = ReportTaking.MostPictures * ReportTaking.MaxPictureBytes + (64 << 10);

    private static readonly TimeSpan MaxUpload = TimeSpan.FromMinutes(5);

    public static void Map(IEndpointRouteBuilder pages, IEndpointRouteBuilder forms)
    {
        pages.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        pages.MapMethods(SendPath, [HttpMethods.Get, HttpMethods.Head], () => TypedResults.Redirect("/"));
        forms.MapPost(Path, OpenAsync);
        pages.MapPost(SendPath, SendAsync).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .WithRequestTimeout(MaxUpload)
            .RequireRateLimiting(RateLimitPolicies.ReportUpload);
    }

    private static async Task<IResult> OpenAsync(HttpContext context, SealedAnswers answers, ReportTaking reports, ReportSettings settings)
    {
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return ConsumerPages.Unreadable(context, failure);
        if (answers.OpenOf(context.Request, form, SealedAnswers.FormLifetime) is not { } answer)
            return ConsumerPages.Home(context, "home.too_old");
        return await reports.FindBrandAsync(answer.Code) is { } brand
            ? Form(context, settings, answer, brand, ReportForm.Empty)
            : ConsumerPages.Message(context, "report.nobody.title", "report.nobody.text");
    }

    private static async Task<IResult> SendAsync(HttpContext context, SealedAnswers answers, ReportTaking reports, ReportSettings settings, KeyedLimits limits)
    {
        // Parts of this kind are kept on disk while they arrive, values of the other kind in memory.
        if (context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
            return ConsumerPages.Unreadable(context, Problems.ForStatus(StatusCodes.Status415UnsupportedMediaType));
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return ConsumerPages.Unreadable(context, failure);
        if (answers.OpenOf(context.Request, form, SealedAnswers.FormLifetime) is not { Code: { } code } answer || await reports.FindBrandAsync(code) is not { } brand)
            return ConsumerPages.Home(context, "home.too_old");
        var typed = ReportForm.Of(form);
        // A browser sends one empty file where none was chosen.
        var files = form.Files.Where(file => file.Length > 0).ToList();
        if (typed.ToWords().IsEmpty && files.Count == 0)
            return Form(context, settings, answer, brand, typed, "report.missing", StatusCodes.Status422UnprocessableEntity);
        if (!typed.Fits || files.Count > ReportTaking.MostPictures || files.Any(file => file.Length > ReportTaking.MaxPictureBytes))
            return Form(context, settings, answer, brand, typed, "report.too_much", StatusCodes.Status422UnprocessableEntity);
        var address = ClientKey.Of(context.Connection.RemoteIpAddress).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (!limits.TryTake(RateLimitPolicies.Report, address, out failure))
            return Form(context, settings, answer, brand, typed, "report.busy.text", StatusCodes.Status429TooManyRequests);

        var outcome = await reports.TakeAsync(answer, code, brand, new SentReport(typed.ToWords(), typed.ContactOrNull(), files), context.RequestAborted);
        if (outcome.TryGet(out var taken, out failure))
            return Done(context, answer, brand, taken);
        var note = failure.Code == "rate_limited" ? "report.busy.text" : "report.unreadable";
        return Form(context, settings, answer, brand, typed, note, Problems.Table[failure.Code].Status);
    }

    private static IResult Form(
        HttpContext context, ReportSettings settings, VerifyResponse answer, BrandRow brand, ReportForm typed, string? note = null, int status = StatusCodes.Status200OK) =>
        ConsumerPages.Render<ReportPage>(
            context,
            say => new { Say = say, Response = answer, Brand = brand.Name, Answer = Seal(context, answer), Typed = typed, settings.KeptDays, Note = note == null ? null : say[note] },
            status,
            answer.Page?.Look);

    private static IResult Done(HttpContext context, VerifyResponse answer, BrandRow brand, TakenReport taken) => ConsumerPages.Render<ReportedPage>(
        context, say => new { Say = say, Response = answer, Brand = brand.Name, Answer = Seal(context, answer), Report = taken }, look: answer.Page?.Look);

    private static string Seal(HttpContext context, VerifyResponse answer) => context.RequestServices.GetRequiredService<SealedAnswers>().Seal(answer);
}
