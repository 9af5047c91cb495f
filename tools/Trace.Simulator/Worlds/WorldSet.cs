namespace Trace.Simulator.Worlds;

internal enum WorldSet
{
    /// <summary>Detectors may be fitted on these.</summary>
    Fit,

    /// <summary>Other parameters in other countries; only reported on.</summary>
    Report,

    /// <summary>Networks at their worst; only reported on.</summary>
    Stress,
}
