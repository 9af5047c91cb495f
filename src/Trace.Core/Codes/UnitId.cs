namespace Trace.Core.Codes;

/// <summary>The number of one unit: <c>batch number &lt;&lt; 32 | index in the batch</c>, 60 bits.</summary>
/// <remarks>CODE-FORMAT section 3. A batch number has 28 bits, an index 32.</remarks>
public readonly record struct UnitId(long Value)
{
    public const int BatchNumberBits = 28;

    /// <summary>Batch numbers are below this.</summary>
    public const uint BatchNumberLimit = 1u << BatchNumberBits;

    public uint BatchNumber => (uint)(Value >> 32);

    public uint Index => (uint)Value;

    public static UnitId Of(uint batchNumber, uint index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batchNumber, BatchNumberLimit);
        return new UnitId(((long)batchNumber << 32) | index);
    }
}
