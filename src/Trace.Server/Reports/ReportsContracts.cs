using Trace.Core.Verification;

namespace Trace.Server.Reports;

/// <summary>Which reports a list is of.</summary>
public sealed record ReportFilter(string? Status = null, string? Gtin = null);

/// <summary>What a person reported of a product after checking its code. Nobody looked into it before it came here.</summary>
/// <param name="CheckedAt">When the code was checked.</param>
/// <param name="Verdict">What the person was told: issued, caution, not_issued, not_activated, recalled or retired.</param>
/// <param name="Gtin">As the code has it; left out if none could be read.</param>
/// <param name="Scan">The scan of that check; left out for a code that was not issued.</param>
/// <param name="Pictures">How many there are: they are numbered from 1.</param>
/// <param name="HasContact">Whether the person left a way to answer.</param>
/// <param name="Status">open or handled.</param>
public sealed record ReportResponse(
    string Id,
    DateTimeOffset ReportedAt,
    DateTimeOffset CheckedAt,
    Verdict Verdict,
    string? Gtin,
    string? Serial,
    string? Scan,
    long Pictures,
    bool HasContact,
    string Status,
    DateTimeOffset? HandledAt,
    string? HandledBy);

/// <summary>A report with what the person typed. None of it was checked.</summary>
/// <param name="Place">Where the product was bought.</param>
/// <param name="SellerLink">As typed: a text, never opened here.</param>
/// <param name="Contact">To brand_admins alone, and to be used for an answer to this report alone.</param>
public sealed record ReportDetail(
    ReportResponse Report, string? Place, string? Price, string? Currency, string? SellerLink, string? Text, string? Contact);

/// <summary>How a report stands.</summary>
/// <param name="Status">open or handled.</param>
public sealed record SetReportStatusRequest(string? Status);
