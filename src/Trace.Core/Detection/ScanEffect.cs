namespace Trace.Core.Detection;

/// <summary>What one scan is among the scans of its unit.</summary>
/// <param name="Ordinal">Its number, in the order of commits; a re-check repeats the one it re-checks.</param>
/// <param name="IsRecheck">Whether the same device scanned the same unit within ten minutes: it adds to no count.</param>
/// <param name="EarlierScansOfDevice">How many scans of this unit the device had before.</param>
public readonly record struct ScanEffect(long Ordinal, bool IsRecheck, uint EarlierScansOfDevice);
