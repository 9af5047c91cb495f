namespace Trace.Core.Labels;

/// <summary>Writes labels as grey PNG, one pixel a printer dot: one label is an image, more are a ZIP of images.</summary>
public static class PngLabelWriter
{
    /// <summary>Dots of all labels that are drawn at the same time: on many cores a few large labels would fill the memory.</summary>
    private const int MostDotsAtOnce = 80_000_000;

    /// <exception cref="LabelContentException">A label does not fit the plan; what was written is not a whole file.</exception>
    public static Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var content = new PngContent(plan);
        var degree = Math.Clamp(MostDotsAtOnce / content.Dots, 1, plan.Options.Degree);
        return LabelFiles.WriteAsync(plan, labels, "png", content.Label, degree, output, cancellationToken);
    }
}
