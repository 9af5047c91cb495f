using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Codes;

namespace Trace.Server.Verification;

/// <summary>What a scan is judged by besides its unit's history.</summary>
internal static class ScanFacts
{
    /// <param name="unit">What the code names.</param>
    /// <param name="code">What was read.</param>
    /// <param name="status">The unit's at the time of the scan.</param>
    /// <param name="blocked">What its brand says where it blocked the code.</param>
    public static UnitFacts Of(IssuedUnit unit, ReadCode code, UnitStatus status, Reason? blocked = null) => new(
        status,
        unit.Batch.Expiry,
        Disagrees(code, unit.Batch),
        code.Form == CodeForm.Uri && unit.Batch.Profile == CodeProfile.Signed && unit.Signature == SignatureState.Absent,
        unit.IsSpecimen,
        Blocked: blocked);

    /// <summary>Whether lot, expiry or variant in the code are not those of the batch.</summary>
    private static bool Disagrees(ReadCode code, Batch batch) =>
        (code.Lot != null && code.Lot != batch.Lot)
        || code.ConsumerProductVariant != null
        || code.Attributes.Any(attribute => attribute.Ai == "17" && attribute.Value != batch.Expiry?.ToAi17());
}
