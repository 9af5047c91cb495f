using Microsoft.AspNetCore.Mvc;
using Trace.Core.Enforcement;
using Trace.Server.Cases;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Listings;
using Trace.Server.RateLimits;

namespace Trace.Server.Web.Consumer;

/// <summary>Answering a letter about an offer: the link in it shows what was asked, takes one answer, and then says what was sent.</summary>
/// <remarks>The address is the secret: no page of it names another address, is kept by a browser's cache, or is found by a search engine.</remarks>
public static class ReplyPages
{
    public const string Path = CaseSending.ReplyPath + "/{token}";

    private static readonly long MaxBodyBytes = CaseAnswers.MostFiles * FilePurpose.Answer.MostBytes() + (64 << 10);

    private static readonly TimeSpan MaxUpload = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapMethods(Path, [HttpMethods.Get, HttpMethods.Head], ShowAsync).RequireRateLimiting(RateLimitPolicies.Reply);
        pages.MapPost(Path, TakeAsync).DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = MaxBodyBytes })
            .WithRequestTimeout(MaxUpload)
            .RequireRateLimiting(RateLimitPolicies.ReplyUpload);
    }

    private static async Task<IResult> ShowAsync(string token, HttpContext context, SellerReplies replies, EnforcementSettings settings)
    {
        var (round, refusal) = await replies.FindAsync(token);
        return round switch
        {
            null => Refused(context, refusal!.Value),
            { Sent: { } sent } => Sent(context, token, round, sent, isNew: false),
            _ => Form(context, token, settings, round, ReplyForm.Empty),
        };
    }

    private static async Task<IResult> TakeAsync(string token, HttpContext context, SellerReplies replies, EnforcementSettings settings)
    {
        var (round, refusal) = await replies.FindAsync(token);
        if (round == null)
            return Refused(context, refusal!.Value);
        if (!(await FormBody.ReadAsync(context.Request)).TryGet(out var form, out var failure))
            return Form(context, token, settings, round, ReplyForm.Empty, failure.Code == "too_large" ? "reply.too_much" : "reply.missing", Problems.Table[failure.Code].Status);
        if (round.Sent is { } earlier)
        {
            await replies.RecordReuseAsync(round);
            return Sent(context, token, round, earlier, isNew: false, StatusCodes.Status409Conflict);
        }

        var typed = ReplyForm.Of(form);
        // A browser sends one empty file where none was chosen.
        var files = form.Files.Where(file => file.Length > 0).ToList();
        if (typed.IsEmpty && files.Count == 0)
            return Form(context, token, settings, round, typed, "reply.missing", StatusCodes.Status422UnprocessableEntity);
        if (!typed.Fits || files.Count > CaseAnswers.MostFiles || files.Any(file => file.Length > FilePurpose.Answer.MostBytes()))
            return Form(context, token, settings, round, typed, "reply.too_much", StatusCodes.Status422UnprocessableEntity);
        if ((await replies.TakeAsync(round, new ReplyInput(typed.ToWords(), files), context.RequestAborted)).TryGet(out var sent, out failure))
            return Sent(context, token, round, sent, isNew: true);
        if (failure.Code != "invalid_link")
            return Form(context, token, settings, round, typed, failure.Code == "file_too_large" ? "reply.too_much" : "reply.unreadable", StatusCodes.Status422UnprocessableEntity);
        // Sent twice at once: what the first one sent is shown.
        (round, refusal) = await replies.FindAsync(token);
        return round is { Sent: { } first } ? Sent(context, token, round, first, isNew: false, StatusCodes.Status409Conflict) : Refused(context, refusal ?? ReplyRefusal.Closed);
    }

    private static IResult Form(HttpContext context, string token, EnforcementSettings settings, ReplyRound round, ReplyForm typed, string? note = null, int status = StatusCodes.Status200OK) =>
        Render<ReplyPage>(context, say => new { Say = say, Round = round, Address = AddressOf(token), Typed = typed, settings.KeptDays, Note = note == null ? null : say[note] }, status);

    private static IResult Sent(HttpContext context, string token, ReplyRound round, SentReply sent, bool isNew, int status = StatusCodes.Status200OK) =>
        Render<RepliedPage>(context, say => new { Say = say, Round = round, Address = AddressOf(token), Sent = sent, IsNew = isNew }, status);

    private static IResult Refused(HttpContext context, ReplyRefusal refusal)
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return ConsumerPages.Message(
            context, "reply.refused.title", $"reply.refused.{Words.Of(refusal)}", "not_found", status: refusal == ReplyRefusal.Unknown ? StatusCodes.Status404NotFound : StatusCodes.Status410Gone);
    }

    private static IResult Render<TPage>(HttpContext context, Func<Wording, object> parameters, int status)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        context.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        return ConsumerPages.Render<TPage>(context, parameters, status);
    }

    private static string AddressOf(string token) => $"{CaseSending.ReplyPath}/{token}";
}
