using System.Globalization;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Names an anomaly: its subject (a unit, the first unit of a batch, or a brand) and slot. As people see it 12 Crockford characters and a digit.</summary>
/// <remarks>It needs no column and no index of its own, and tells a cluster on which node the row is.</remarks>
public readonly record struct AnomalyId(long SubjectId, long Slot)
{
    private const int MostSlot = 7;

    public static AnomalyId OfUnit(long unitId, AnomalyKind kind) => new(unitId, kind.Slot());

    public static AnomalyId OfBatch(uint number, AnomalyKind kind) => new(UnitId.Of(number, 0).Value, kind.Slot());

    public static AnomalyId OfBrand(long brandId, AnomalyKind kind) => new(brandId, kind.Slot());

    public UnitId Unit => new(SubjectId);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PublicId.Format(SubjectId)}{Slot}");

    public static bool TryParse(string? text, out AnomalyId id)
    {
        id = default;
        if (text?.Length != PublicId.Length + 1 || text[^1] is < '1' or > (char)('0' + MostSlot) || !PublicId.TryParse(text[..^1], out var subject))
            return false;
        id = new AnomalyId(subject, text[^1] - '0');
        return true;
    }
}
