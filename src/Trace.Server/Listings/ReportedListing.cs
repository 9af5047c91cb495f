using System.Globalization;
using Trace.Server.Http;
using Trace.Server.Reports;

namespace Trace.Server.Listings;

/// <summary>What a person reported, as far as it says something of an offer.</summary>
internal static class ReportedListing
{
    /// <summary>The request with what the report says in place of what it leaves out. What people typed is taken where it is well-formed, and otherwise left out.</summary>
    public static ListingRequest Complete(ListingRequest request, ReportDetail report)
    {
        var url = request.Url ?? AddressOf(report.SellerLink);
        var (price, currency) = request.Price != null || request.Currency != null ? (request.Price, request.Currency) : MoneyOf(report);
        return request with
        {
            Url = url,
            Platform = request.Platform ?? (Uri.TryCreate(url, UriKind.Absolute, out var uri) ? PlatformOf(uri) : null),
            Gtin = request.Gtin ?? report.Report.Gtin,
            Price = price,
            Currency = currency,
            Note = request.Note ?? (PlainText.Problem(report.Place, "note", ListingDraft.MaxNoteLength) == null ? report.Place : null),
        };
    }

    /// <summary>People leave out what a browser does not show.</summary>
    private static string? AddressOf(string? link) =>
        link == null || link.Contains("://", StringComparison.Ordinal) || !link.Contains('.', StringComparison.Ordinal) ? link : $"https://{link}";

    private static string PlatformOf(Uri uri)
    {
        var host = uri.IdnHost.ToLowerInvariant();
        return host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
    }

    private static (decimal? Price, string? Currency) MoneyOf(ReportDetail report)
    {
        // One mark alone, with one or two digits behind it, is the mark of decimals wherever people are from.
        var text = report.Price?.Trim() ?? "";
        var mark = text.LastIndexOfAny(['.', ',']);
        if (mark >= 0 && text.Length - mark > 3)
            return default;
        return decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)
            && ListingDraft.MoneyProblem(price, report.Currency, "price") == null
            ? ((decimal?)price, report.Currency)
            : default;
    }
}
