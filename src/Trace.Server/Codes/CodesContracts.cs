using System.Text.Json.Serialization;
using Trace.Core.Codes;

namespace Trace.Server.Codes;

/// <summary>An order of codes.</summary>
/// <param name="Gtin">A product of the brand.</param>
/// <param name="Quantity">1 to 4,294,967,295 (with overrun and samples).</param>
/// <param name="Lot">1 to 20 characters of GS1 set 82.</param>
/// <param name="Expiry">YYYY-MM-DD, or YYYY-MM for the end of that month.</param>
/// <param name="Market">Countries it is meant for, ISO 3166-1 alpha-2.</param>
/// <param name="Profile">signed (default) or compact.</param>
/// <param name="InCode">What else the code itself carries: lot, expiry (signed profile only).</param>
/// <param name="Activate">Its units count as applied from the start.</param>
/// <param name="Specimen">A test batch.</param>
/// <param name="OverrunPercent">Codes beyond the quantity for labels that spoil, 0 to 100 per cent, rounded up.</param>
/// <param name="SamplePercent">Codes printed as samples, 0 to 100 per cent, rounded up; the last of the batch.</param>
/// <param name="Cover">A second code of each unit is printed under a cover, which the first buyer enters.</param>
/// <param name="Site">The site that applies them (GLN or own name): keys limited to other sites do not see the batch. A key of one site orders for that site.</param>
public sealed record CreateBatchRequest(
    string? Gtin,
    long? Quantity,
    string? Lot = null,
    string? Expiry = null,
    IReadOnlyList<string>? Market = null,
    string? Profile = null,
    IReadOnlyList<string>? InCode = null,
    bool? Activate = null,
    bool? Specimen = null,
    decimal? OverrunPercent = null,
    decimal? SamplePercent = null,
    string? Site = null,
    bool? Cover = null);

/// <summary>A batch.</summary>
/// <param name="Number">28 random bits, part of every unit id.</param>
/// <param name="Quantity">Codes in all: ordered + overrun + samples.</param>
/// <param name="KeyId">The signing key of its codes.</param>
/// <param name="Kind">derived or imported.</param>
/// <param name="Cover">A second code of each unit is printed under a cover.</param>
public sealed record BatchResponse(
    string Id,
    long Number,
    string Gtin,
    string Kind,
    string Profile,
    long Quantity,
    long Ordered,
    long Overrun,
    long Samples,
    string? Lot,
    string? Expiry,
    IReadOnlyList<string> Market,
    IReadOnlyList<string> InCode,
    bool Activate,
    bool Specimen,
    int KeyId,
    string Host,
    string? Site,
    DateTimeOffset CreatedAt,
    bool Cover)
{
    /// <summary>How many units have each status; only for a single batch.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, long>? Statuses { get; init; }
}

/// <summary>One line of a list of codes as NDJSON; the columns of CSV have the same names.</summary>
/// <param name="Index">Its place in the batch and in print order, from 0.</param>
/// <param name="Uri">What the symbol on the label holds.</param>
/// <param name="Cover">The covered code; only if it was asked for.</param>
public sealed record CodeLine(
    long Index, string Gtin, string Serial, string Uri, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cover = null);

/// <summary>A list of codes as it was or will be handed over: enough to check a delivery, and to name the batch again.</summary>
/// <param name="Sha256">Of the bytes that the codes endpoint answers for the same format, from, count and cover; hexadecimal.</param>
/// <param name="Cover">Whether the list holds the covered codes.</param>
public sealed record ManifestResponse(
    BatchResponse Batch,
    string Format,
    long From,
    long Count,
    long SizeBytes,
    string Sha256,
    string FirstSerial,
    string LastSerial,
    bool Cover);

/// <summary>A status for an index range, both ends inclusive.</summary>
/// <param name="Status">active, spoiled, unused, lost, stolen, recalled or retired.</param>
/// <param name="At">When it took effect; now if left out.</param>
public sealed record SetStatusRequest(long? From, long? To, string? Status, DateTimeOffset? At = null);

/// <summary>One line of a report by scanned codes or serials. Status and time may stand in the query instead.</summary>
public sealed record StatusLine(string? Code = null, string? Serial = null, string? Status = null, DateTimeOffset? At = null);

/// <summary>What was recorded.</summary>
public sealed record StatusResult(string BatchId, long Units, IReadOnlyList<StatusEntry> Entries);

/// <summary>One status report of a batch.</summary>
public sealed record StatusEntry(
    long Entry, long From, long To, string Status, DateTimeOffset At, DateTimeOffset RecordedAt, string RecordedBy);

/// <summary>The words of the contract for our enumerations.</summary>
public static class Words
{
#pragma warning disable CA1308 // The contract's words are lower case.
    public static string Of(CodeProfile profile) => profile.ToString().ToLowerInvariant();

    public static string Of(UnitStatus status) => status.ToString().ToLowerInvariant();

    public static string Of(KeyStatus status) => status.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    /// <summary>The seven that can be reported.</summary>
    public static readonly IReadOnlyDictionary<string, UnitStatus> ReportedStatuses =
        Enum.GetValues<UnitStatus>().Where(status => status != UnitStatus.Created).ToDictionary(Of, StringComparer.Ordinal);
}
