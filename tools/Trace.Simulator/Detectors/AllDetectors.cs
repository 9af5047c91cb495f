using Trace.Simulator.Worlds;

namespace Trace.Simulator.Detectors;

internal static class AllDetectors
{
    /// <summary>The order of columns in reports; the informed test is first.</summary>
    public static IDetector[] For(World world) => [new InformedTest(world), new EvidenceDetector(), new AnyRepeat(), new ManyScans(), new ManyDevices(), new TooFast()];
}
