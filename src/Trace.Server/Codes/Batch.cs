using System.Diagnostics.CodeAnalysis;
using Trace.Core.Codes;

namespace Trace.Server.Codes;

/// <summary>An order of codes that was issued: one row, whatever its quantity. It never changes; what happens to its units is reported beside it.</summary>
public sealed record Batch : BatchOrder
{
    public Batch()
    {
    }

    [SetsRequiredMembers]
    public Batch(BatchOrder order)
        : base(order)
    {
    }

    public uint Number { get; init; }

    public long BrandId { get; init; }

    /// <summary>The serials come from the brand and are stored.</summary>
    public bool Imported { get; init; }

    /// <summary>Scheme and host of its codes at the time of issue; printed codes keep it.</summary>
    public string Origin { get; init; } = "";

    public ushort KeyId { get; init; }

    public long SerialGeneration { get; init; }

    public long MacGeneration { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Host and port of its codes.</summary>
    public string Host => Origin[(Origin.IndexOf("//", StringComparison.Ordinal) + 2)..];

    public string Id => BatchId.Format(Number);

    public UnitStatus InitialStatus => Activate ? UnitStatus.Active : UnitStatus.Created;

    public bool IsSample(long index) => index >= Quantity - Samples;
}

/// <summary>A batch number (28 bits) as people see it: 6 Crockford characters.</summary>
public static class BatchId
{
    public const int Length = 6;

    public static string Format(uint number) => CrockfordBase32.Encode(number, Length);

    public static bool TryParse(string? text, out uint number)
    {
        number = 0;
        if (text?.Length != Length || !CrockfordBase32.TryDecode(text, out var value) || value >= UnitId.BatchNumberLimit)
            return false;
        number = (uint)value;
        return true;
    }
}
