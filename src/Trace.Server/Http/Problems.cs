using System.Text.Json.Serialization;
using Trace.Core.Enforcement;

namespace Trace.Server.Http;

/// <summary>Every failure there is, and its HTTP status: the one place where a word of the domain becomes a status code.</summary>
/// <remarks>RFC 9457. <c>type</c> is <c>/problems/{code}</c>, which answers with the title.</remarks>
public static class Problems
{
    public static readonly IReadOnlyDictionary<string, (int Status, string Title)> Table =
        new Dictionary<string, (int, string)>(StringComparer.Ordinal)
        {
            ["invalid_request"] = (400, "The request is not in the expected form"),
            ["invalid_json"] = (400, "The body is not the expected JSON"),
            ["unauthenticated"] = (401, "An API key or a session is needed"),
            ["sign_in_failed"] = (401, "Signing in failed"),
            ["second_factor_needed"] = (401, "A second factor is needed"),
            ["forbidden"] = (403, "The caller may not do that"),
            ["person_needed"] = (403, "A signed-in person does this, not a machine"),
            ["not_found"] = (404, "There is no such thing"),
            ["method_not_allowed"] = (405, "This address does not take this method"),
            ["not_acceptable"] = (406, "None of the accepted formats is available"),
            ["already_created"] = (409, "It was created before, and its secret is shown once only"),
            ["gtin_taken"] = (409, "This GTIN is registered already"),
            ["gtin_in_use"] = (409, "Codes exist for this GTIN, so it cannot change"),
            ["email_taken"] = (409, "An account with this address exists already"),
            ["brand_needed"] = (409, "The address has accounts in several brands"),
            ["quota_exceeded"] = (409, "The factories of this brand ordered as much as they may today"),
            ["listing_exists"] = (409, "There is a listing of this report already"),
            ["listing_held"] = (409, "An open case needs this listing"),
            ["purchase_held"] = (409, "An open case needs this test purchase"),
            ["last_owner"] = (409, "Nobody would own the deployment any more"),
            ["slug_taken"] = (409, "This slug is taken"),
            ["status_protected"] = (409, "These units have a status only a brand_admin may change"),
            ["key_revoked"] = (409, "This key was revoked, which is final"),
            ["key_in_use"] = (409, "Batches were issued with this key since then"),
            ["keys_used_up"] = (409, "There can be no new key now"),
            ["batch_number_taken"] = (409, "This number belongs to another batch"),
            ["key_lost"] = (409, "A key of this batch is not here"),
            ["no_signing_key"] = (409, "The brand has no key that signs new batches"),
            ["reference_taken"] = (409, "Another seller has this reference"),
            ["right_in_use"] = (409, "A case rests on this right, so it stays"),
            ["log_behind"] = (409, "The database holds less of the log than was published"),
            ["log_inconsistent"] = (409, "The database holds another log than was published"),
            ["webhooks_used_up"] = (409, "The brand has as many webhooks as it may"),
            ["webhook_disabled"] = (409, "Nothing is sent to a webhook that is disabled"),
            ["case_moved"] = (409, "Somebody else moved the case meanwhile"),
            ["text_sent"] = (409, "It went out and stays as it is"),
            ["too_large"] = (413, "The body is too large"),
            ["file_too_large"] = (413, "The file is too large"),
            ["uri_too_long"] = (414, "The address is too long"),
            ["unsupported_media_type"] = (415, "The body has a media type this address does not take"),
            ["rate_limited"] = (429, "Too many requests"),
            ["headers_too_large"] = (431, "The headers are too large"),
            ["invalid_brand"] = (422, "The brand cannot be registered like this"),
            ["invalid_api_key"] = (422, "An API key cannot be made like this"),
            ["invalid_account"] = (422, "The account cannot be like this"),
            ["invalid_password"] = (422, "This password is not taken"),
            ["invalid_code"] = (422, "The code does not hold"),
            ["invalid_link"] = (422, "The link does not hold"),
            ["invalid_key"] = (422, "The key cannot be changed like this"),
            ["invalid_retention"] = (422, "Scans cannot be kept this long"),
            ["invalid_appearance"] = (422, "A brand cannot look like this"),
            ["invalid_picture"] = (422, "The picture is not taken"),
            ["invalid_product"] = (422, "The product cannot be registered like this"),
            ["invalid_gtin"] = (422, "This is not a valid GTIN"),
            ["invalid_anomaly"] = (422, "The anomaly cannot be changed like this"),
            ["invalid_detection"] = (422, "Detection cannot be set like this"),
            ["invalid_checkpoint"] = (422, "This is no checkpoint of the log"),
            ["invalid_log"] = (422, "The log cannot be begun anew like this"),
            ["invalid_webhook"] = (422, "The webhook cannot be like this"),
            ["invalid_seller"] = (422, "The seller cannot be entered like this"),
            ["invalid_right"] = (422, "The right cannot be entered like this"),
            ["unknown_brand"] = (422, "There is no such brand"),
            ["unknown_gtin"] = (422, "No product of this brand has this GTIN"),
            ["invalid_batch"] = (422, "The batch cannot be issued like this"),
            ["batch_differs"] = (422, "The codes are not those of the manifest"),
            ["invalid_quantity"] = (422, "The quantity is out of range"),
            ["invalid_date"] = (422, "This is not a date"),
            ["invalid_range"] = (422, "The index range is not inside the batch"),
            ["invalid_status"] = (422, "The status cannot be set like this"),
            ["invalid_lines"] = (422, "Some lines were refused, so nothing was changed"),
            ["invalid_label"] = (422, "The labels cannot be printed like this"),
            ["label_does_not_fit"] = (422, "The symbol does not fit the label"),
            ["too_many_labels"] = (422, "Too many labels for one document"),
            ["invalid_listing"] = (422, "The listing or capture cannot be entered like this"),
            ["invalid_purchase"] = (422, "The test purchase cannot be recorded like this"),
            ["custody_broken"] = (422, "The hand-over does not join the one before"),
            ["file_name_invalid"] = (422, "A file cannot be called like this"),
            ["file_type_refused"] = (422, "The file is of no type that is taken here"),
            ["file_broken"] = (422, "The file is not whole"),
            ["file_inflates"] = (422, "The file would grow too far"),
            ["invalid_case"] = (422, "The case cannot be like this"),
            ["case_refused"] = (422, "The case cannot be moved like this"),
            ["idempotency_key_reused"] = (422, "This Idempotency-Key was used with another request"),
            ["internal_error"] = (500, "Something failed on our side"),
            ["not_ready"] = (503, "The server is starting or stopping; ask another one, or again soon"),
            ["overloaded"] = (503, "Too many requests wait; try again soon"),
            ["timed_out"] = (503, "The request took too long"),
            ["storage_unavailable"] = (503, "The database does not answer; try again soon"),
        };

    public static async Task WriteAsync(HttpContext context, Failure failure)
    {
        var (status, title) = Table[failure.Code];
        context.Response.StatusCode = status;
        if (failure.RetryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (status == 401)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new ProblemDocument($"/problems/{failure.Code}", title, status, failure.Detail, failure.Code, failure.Errors, failure.Missing),
            ServerJson.Default.ProblemDocument,
            "application/problem+json",
            context.RequestAborted);
    }

    /// <summary>The word for a bare status code that the framework produced.</summary>
    public static Failure ForStatus(int status) => status switch
    {
        401 => new("unauthenticated", "Send `Authorization: Bearer {api key}`, or sign in; a cookie works from this site's own pages only."),
        403 => new("forbidden", "The role of the caller does not allow this."),
        404 => new("not_found", "Nothing is at this address."),
        405 => new("method_not_allowed", "This address does not take this method."),
        406 => new("not_acceptable", "None of the accepted formats is available here."),
        413 => new("too_large", "The body is larger than this address takes."),
        414 => new("uri_too_long", "The address is longer than any code of ours."),
        415 => new("unsupported_media_type", "Send the body as the media type this address documents."),
        431 => new("headers_too_large", "The headers are larger than this server takes."),
        >= 500 => new("internal_error", "The request failed on our side. Nothing of it was kept unless an answer said so."),
        _ => new("invalid_request", "The request is not in the form this address takes."),
    };
}

/// <summary>A problem document of RFC 9457.</summary>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LineError>? Errors,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Gap>? Missing = null);
