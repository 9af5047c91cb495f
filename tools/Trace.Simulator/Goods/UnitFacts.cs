namespace Trace.Simulator.Goods;

/// <summary>What the service knows of a unit besides its scans.</summary>
/// <param name="Key">Of the keyed hashes, which are of this unit alone.</param>
/// <param name="Market">Countries its batch was made for.</param>
/// <param name="ActivatedAt">Unix milliseconds; null if it never was.</param>
internal readonly record struct UnitFacts(ulong Key, string[] Market, long? ActivatedAt)
{
    public bool IsActiveAt(long time) => ActivatedAt <= time;
}
