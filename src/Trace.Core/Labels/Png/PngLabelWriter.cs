namespace Trace.Core.Labels;

/// <summary>Writes labels as grey PNG, one pixel a printer dot: one label is an image, more are a ZIP of images.</summary>
public static class PngLabelWriter
{
    /// <exception cref="LabelContentException">A label does not fit the plan; what was written is not a whole file.</exception>
    public static Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return LabelFiles.WriteAsync(plan, labels, "png", new PngContent(plan).Label, output, cancellationToken);
    }
}
