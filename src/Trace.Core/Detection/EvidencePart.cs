namespace Trace.Core.Detection;

/// <summary>What kind of sign counted.</summary>
public enum Sign : byte
{
    /// <summary>A place too far from the last one for the time between.</summary>
    Travel,

    /// <summary>Back at a place where an earlier object was seen, after another place: A, B, A.</summary>
    Interleaving,

    /// <summary>One more place.</summary>
    Places,

    /// <summary>One more device.</summary>
    Devices,
}

/// <summary>What one kind of sign adds to a score.</summary>
/// <param name="Sign">The kind.</param>
/// <param name="Weight">Natural logarithm of how much likelier two or more objects make it than one.</param>
/// <param name="Scans">How many scans showed it.</param>
/// <param name="ScanId">The last scan that did.</param>
/// <param name="OtherScanId">The scan it disagrees with; 0 if none in particular.</param>
public readonly record struct EvidencePart(Sign Sign, double Weight, int Scans, long ScanId, long OtherScanId);

/// <summary>What a unit's history looks like.</summary>
public enum EvidenceKind : byte
{
    None,
    CopiedCode,
    SharedOnline,
    Diverted,
}

/// <summary>How much evidence it takes.</summary>
/// <param name="Copied">The score from which a code counts as copied, for its brand; see tools/Trace.Simulator for what it does to both error rates.</param>
/// <param name="Diverted">The score of the market from which a unit counts as diverted.</param>
/// <param name="CopiedBatch">The score of a pool from which a batch counts as copied, by many codes a few times each.</param>
/// <param name="Caution">The score from which people who scan are warned. Higher: a brand looks into it, a person has only the one answer.</param>
public sealed record EvidenceSettings(double Copied = 6.5, double Diverted = 4, double CopiedBatch = 8, double Caution = 8.5)
{
    public static EvidenceSettings Default { get; } = new();
}
