using Trace.Core.Verification;
using Trace.Server.Http;

namespace Trace.Server.Verification;

/// <summary>A past scan. It names its unit by what was read from the label, or by GTIN and serial.</summary>
/// <param name="Code">Whatever was read: a URI, whose signature is verified, or an element string.</param>
/// <param name="Gtin">The product, as if typed by hand.</param>
/// <param name="Serial">The same.</param>
/// <param name="ScannedAt">When; not in the future, and at most ten years ago.</param>
/// <param name="Latitude">Where, degrees (WGS 84).</param>
/// <param name="Longitude">The same.</param>
/// <param name="RadiusKm">The radius that holds the true place in about two cases of three; 5 if left out.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Network">What the network is called, such as its AS number or a part of the address; kept only as a keyed hash.</param>
/// <param name="NetworkKind">fixed, mobile, vpn, hosting or unknown. The place of a vpn or hosting network counts as unknown.</param>
/// <param name="Device">An opaque id of the device; kept only as a keyed hash.</param>
/// <param name="Id">Names this scan, so that the line can be sent again without harm.</param>
public sealed record ScanImportLine(
    string? Code = null,
    string? Gtin = null,
    string? Serial = null,
    DateTimeOffset? ScannedAt = null,
    double? Latitude = null,
    double? Longitude = null,
    double? RadiusKm = null,
    string? Country = null,
    string? Network = null,
    string? NetworkKind = null,
    string? Device = null,
    string? Id = null);

/// <summary>What became of the lines.</summary>
/// <param name="Accepted">How many scans are stored, those included that were before.</param>
/// <param name="RejectedCount">How many lines were refused.</param>
/// <param name="Rejected">Which, the first 1,000.</param>
public sealed record ScanImportResult(long Accepted, long RejectedCount, IReadOnlyList<LineError> Rejected);

/// <summary>What became of one line: verdict and score of a stored scan, code and text of a refusal.</summary>
/// <param name="Line">1-based line number.</param>
/// <param name="Verdict">As of the scan; of one that was stored before, what it was answered then.</param>
/// <param name="Score">The unit's after this scan, a natural logarithm; a code counts as copied from 6.5, and people are warned from 8.5, unless its brand moved that.</param>
/// <param name="Code">Why it was refused, a stable word.</param>
/// <param name="Text">The same for people.</param>
public sealed record ScanImportVerdict(long Line, Verdict? Verdict = null, double? Score = null, string? Code = null, string? Text = null);
