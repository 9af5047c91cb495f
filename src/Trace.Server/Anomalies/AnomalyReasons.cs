using System.Text.Json;
using System.Text.Json.Serialization;
using Trace.Core.Detection;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>A sign as it is stored: its word, what it weighs, how many scans showed it, the last one, the one that disagrees with, and a sentence with its numbers.</summary>
public sealed record StoredReason(string Code, double Weight, long Scans, string? Scan = null, string? OtherScan = null, string? Detail = null)
{
    /// <summary>What it means to people.</summary>
    [JsonIgnore]
    public string Text => Detail == null ? AnomalyReasons.Texts[Code] : $"{AnomalyReasons.Texts[Code]} {Detail}";
}

/// <summary>Signs in words: the one place where they stand.</summary>
public static class AnomalyReasons
{
    /// <summary>What a word means to people; of units, batches and brands.</summary>
    public static readonly IReadOnlyDictionary<string, string> Texts = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["travel"] = "Scanned so far from where it was that nothing could have brought it there in the time between.",
        ["interleaving"] = "Scanned again where it was before, after scans elsewhere by other devices: as if one object rested at each place.",
        ["places"] = "Scanned by another device in one more place.",
        ["devices"] = "Scanned by more devices.",
        ["foreign_market"] = "Scanned in a country its batch was not sent to.",
        ["not_activated"] = "Scanned although nobody recorded it as applied to a product.",
        ["retired"] = "Scanned after it was recorded as sold, used up or taken out of the market.",
        ["reported_stolen"] = "Scanned after its label was reported as stolen.",
        ["reported_lost"] = "Scanned after its label was reported as lost.",
        ["reported_spoiled"] = "Scanned after its label was reported as spoiled.",
        ["reported_unused"] = "Scanned after its label was reported as unused.",
        ["guessing"] = "Codes that were never issued were tried far more often than people misread them.",
        ["copied_batch"] = "Many units of this batch were scanned by another device weeks after the first, as if each code were on more than one object.",
        ["copied_country"] = "Of the units seen in one country, more than of others were scanned by another device weeks after the first, there or elsewhere.",
        ["copied_city"] = "Of the units seen in one place, more than of others were scanned by another device weeks after the first, there or elsewhere.",
    };

    /// <summary>What anomalies of a kind have in common.</summary>
    public static string OfKind(AnomalyKind kind) => kind switch
    {
        AnomalyKind.CopiedCode => "Scanned as if more than one object carried the same code.",
        AnomalyKind.SharedOnline => "Scanned from many countries within days, as if a picture of the code were online.",
        AnomalyKind.Diverted => Texts["foreign_market"],
        AnomalyKind.ScannedBeforeActivation => Texts["not_activated"],
        AnomalyKind.ScannedAfterRetirement => Texts["retired"],
        AnomalyKind.StolenLabels => "Scanned after its label was reported as stolen, lost, spoiled or unused.",
        AnomalyKind.Guessing => Texts["guessing"],
        _ => Texts["copied_batch"],
    };

    public static string CodeOf(Sign sign) => sign switch
    {
        Sign.Travel => "travel",
        Sign.Interleaving => "interleaving",
        Sign.Places => "places",
        _ => "devices",
    };

    public static StoredReason Of(EvidencePart part) => new(
        CodeOf(part.Sign),
        Math.Round(part.Weight, 2),
        part.Scans,
        PublicId.Format(part.ScanId),
        part.OtherScanId == 0 ? null : PublicId.Format(part.OtherScanId));

    public static string ToJson(IReadOnlyList<StoredReason> reasons) => JsonSerializer.Serialize(reasons, ServerJson.Default.IReadOnlyListStoredReason);

    public static IReadOnlyList<StoredReason> FromJson(string json) => JsonSerializer.Deserialize(json, ServerJson.Default.IReadOnlyListStoredReason) ?? [];
}
