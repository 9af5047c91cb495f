namespace Trace.Core.Labels;

/// <summary>Writes labels in the format of their plan.</summary>
public static class LabelWriter
{
    /// <summary>Streams the labels; memory does not grow with their number but for what each format says of itself.</summary>
    /// <exception cref="LabelContentException">A label does not fit the plan; what was written is not a whole file.</exception>
    public static Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Format switch
        {
            LabelFormat.Pdf => PdfLabelWriter.WriteAsync(plan, labels, output, cancellationToken),
            LabelFormat.Svg => SvgLabelWriter.WriteAsync(plan, labels, output, cancellationToken),
            LabelFormat.Png => PngLabelWriter.WriteAsync(plan, labels, output, cancellationToken),
            LabelFormat.Zpl => ZplLabelWriter.WriteAsync(plan, labels, output, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Format, "There is no such format."),
        };
    }
}
