using Trace.Core.Codes;
using Trace.Core.Verification;

namespace Trace.Server.Tests.Verification;

/// <summary>What scans in tests are judged by.</summary>
internal static class TestScans
{
    public static readonly UnitFacts Active = new(UnitStatus.Active, Expiry: null, DataMismatch: false, SignatureMissing: false, Specimen: false);
}
