namespace Trace.Simulator.Detectors;

/// <summary>What a detector calls a history.</summary>
internal static class Kinds
{
    public const string Copied = "copied_code";
    public const string Shared = "shared_online";
    public const string Diverted = "diverted";
    public const string Early = "scanned_before_activation";
}
