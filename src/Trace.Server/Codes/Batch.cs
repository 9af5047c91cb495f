using Trace.Core.Codes;

namespace Trace.Server.Codes;

/// <summary>An order of codes: one row, whatever its quantity. It never changes; what happens to its units is reported beside it.</summary>
public sealed record Batch
{
    public required uint Number { get; init; }

    public required long BrandId { get; init; }

    public required Gtin Gtin { get; init; }

    /// <summary>The serials come from the brand and are stored.</summary>
    public bool Imported { get; init; }

    public required CodeProfile Profile { get; init; }

    /// <summary>Codes in all: ordered + overrun + samples.</summary>
    public required long Quantity { get; init; }

    public required long Ordered { get; init; }

    /// <summary>Codes beyond the order, for labels that spoil.</summary>
    public long Overrun { get; init; }

    /// <summary>The last codes of the batch, printed as samples and never sold.</summary>
    public long Samples { get; init; }

    public string? Lot { get; init; }

    public ExpiryDate? Expiry { get; init; }

    /// <summary>ISO 3166-1 alpha-2 codes of the countries it is meant for.</summary>
    public IReadOnlyList<string> Market { get; init; } = [];

    public bool LotInCode { get; init; }

    public bool ExpiryInCode { get; init; }

    /// <summary>Its units are active from the start.</summary>
    public bool Activated { get; init; }

    /// <summary>A test batch: every label and every verdict says so.</summary>
    public bool Specimen { get; init; }

    /// <summary>Scheme and host of its codes at the time of issue; printed codes keep it.</summary>
    public required string Origin { get; init; }

    public required ushort KeyId { get; init; }

    public required long SerialGeneration { get; init; }

    public required long MacGeneration { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Id => BatchId.Format(Number);

    public UnitStatus InitialStatus => Activated ? UnitStatus.Active : UnitStatus.Created;

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
