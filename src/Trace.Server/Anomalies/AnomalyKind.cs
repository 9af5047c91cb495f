using System.Text.Json;

namespace Trace.Server.Anomalies;

/// <summary>What an anomaly looks like.</summary>
public enum AnomalyKind
{
    CopiedCode,
    SharedOnline,
    Diverted,
    ScannedBeforeActivation,
    ScannedAfterRetirement,
    StolenLabels,

    /// <summary>Of a brand: its serials are guessed.</summary>
    Guessing,

    /// <summary>Of a batch: many of its codes, each copied too few times to be seen alone.</summary>
    CopiedBatch,
}

/// <summary>Words and places of kinds.</summary>
public static class AnomalyKinds
{
    private static readonly Dictionary<string, AnomalyKind> ByWord =
        Enum.GetValues<AnomalyKind>().ToDictionary(kind => kind.ToWord(), StringComparer.Ordinal);

    public static IReadOnlyCollection<string> Words => ByWord.Keys;

    public static string ToWord(this AnomalyKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    public static AnomalyKind Parse(string word) => ByWord[word];

    /// <summary>A subject has one anomaly a slot. What is on the same slot is one thing whose looks may change.</summary>
    public static long Slot(this AnomalyKind kind) => kind switch
    {
        AnomalyKind.CopiedCode or AnomalyKind.SharedOnline => 1,
        AnomalyKind.Diverted => 2,
        AnomalyKind.ScannedBeforeActivation => 3,
        AnomalyKind.ScannedAfterRetirement => 4,
        AnomalyKind.StolenLabels => 5,
        AnomalyKind.Guessing => 6,
        _ => 7,
    };

    /// <summary>Whether its subject is a unit, so that it has a code.</summary>
    public static bool IsOfUnit(long slot) => slot <= 5;
}
