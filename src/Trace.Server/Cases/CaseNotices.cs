using System.Globalization;
using Trace.Core.Enforcement;
using Trace.Server.Http;
using Trace.Server.Rights;

namespace Trace.Server.Cases;

/// <summary>Notices of a case on the platforms' forms: which forms there are for it, and what the case itself fills in.</summary>
public static class CaseNotices
{
    /// <summary>What a signer's name is written into, whatever somebody typed there.</summary>
    private const string Signature = "signature";

    /// <summary>Those that could take the claim of a case there.</summary>
    public static IEnumerable<NoticeForm> FormsFor(CaseRow row) => NoticeForms.Current.All.Where(form =>
        (form.Platform == row.Platform || form.Platform == "any") && form.Claims.Contains(row.ClaimKind) && (form.Countries.Count == 0 || Territory.Holds(form.Countries, row.Country)));

    /// <summary>A right in a line: what, where, which.</summary>
    public static string Call(Right right) => string.Create(
        CultureInfo.InvariantCulture, $"{right.Title} ({Words.Of(right.Kind).Replace('_', ' ')}{(right.Office is RightOffice.Other or RightOffice.None ? "" : $", {right.Office}")}{(right.Number == null ? "" : $" {right.Number}")}; {string.Join(", ", right.Territory)})");

    /// <summary>What the case knows, for a new draft.</summary>
    public static Dictionary<string, string> Prefill(NoticeForm form, RegisteredRight? right, CaseContext context, Signer? signer)
    {
        var basis = context.Basis;
        var (called, urls) = (right == null ? null : Call(right.Right), string.Join('\n', basis.Urls));
        var known = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ip_owner"] = right?.Owner ?? context.Brand,
            ["owner_name"] = right?.Owner ?? context.Brand,
            ["brand"] = context.Brand,
            ["submitter_name"] = signer?.Name,
            ["email"] = signer?.Email,
            ["urls"] = urls,
            ["items"] = urls,
            ["listings"] = urls,
            ["products"] = urls,
            ["material"] = urls,
            ["registration"] = called,
            ["right"] = called,
            ["work"] = called,
            ["countries"] = context.Row.Country,
            ["evidence"] = string.Join('\n', basis.Facts.Captures.Select(capture => capture.Sha256)),
            ["certificate"] = basis.HashOf(right?.CertificateFile),
            ["authorization"] = basis.HashOf(right?.PowerOfAttorneyFile),
            ["order_number"] = basis.Facts.Purchase?.OrderNumber,
            ["order_ids"] = basis.Facts.Purchase?.OrderNumber,
            ["test_report"] = basis.Facts.Finding?.Report,
            ["date"] = CalendarDay.Format(context.Today),
            // Of the Article 16 form this is text, of Alibaba's a file nobody here has.
            ["identification"] = form.Fields.Any(field => field is { Name: "identification", Kind: NoticeFieldKind.Text }) ? context.Seller.Called : null,
        };
        return known.Where(field => !string.IsNullOrEmpty(field.Value) && form.Fields.Any(there => there.Name == field.Key)).ToDictionary(field => field.Key, field => field.Value!, StringComparer.Ordinal);
    }

    /// <summary>The fields as the notice is signed.</summary>
    public static Dictionary<string, string> Fill(NoticeForm form, TextContent content, Signer? signer)
    {
        var values = content.Values.Where(field => field.Key != Signature).ToDictionary(StringComparer.Ordinal);
        if (signer != null && form.Fields.Any(field => field.Name == Signature))
            values[Signature] = signer.Name;
        return values;
    }

    public static bool IsComputed(string field) => field == Signature;

    public static NoticeFormResponse Describe(NoticeForm form, ClaimKind? claim = null) => new(
        form.Id,
        form.Name,
        form.Platform,
        form.Note,
        [.. form.Claims.Select(Words.Of)],
        [.. form.Rights.Select(Words.Of)],
        form.Countries,
        [.. form.Fields.Select(field => new NoticeFieldResponse(
            field.Name,
            field.Label,
            Words.Of(field.Kind),
            claim is { } of ? field.RequiredFor.Contains(of) : field.RequiredFor.Count > 0,
            field.MaxLength,
            field.MaxItems,
            field.Choices,
            field.Source.Title,
            field.Source.Unverified))],
        NoticeForms.Current.Version);
}
