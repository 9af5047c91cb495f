namespace Trace.Core.Labels;

/// <summary>Writes labels as SVG in true size: one label is a document, more are a ZIP of documents.</summary>
public static class SvgLabelWriter
{
    /// <exception cref="LabelContentException">A label does not fit the plan; what was written is not a whole file.</exception>
    public static Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return LabelFiles.WriteAsync(plan, labels, "svg", item => new SvgContent(plan).Label(item), plan.Options.Degree, output, cancellationToken);
    }
}
