namespace Trace.Core.Labels;

/// <summary>Why labels cannot be made, found before any byte is written.</summary>
/// <param name="Code">A word for machines: <c>symbol_does_not_fit</c>, <c>text_does_not_fit</c>, <c>font_missing</c>,
/// <c>dpi_not_supported</c>, <c>image_too_large</c>, <c>start_position</c>, <c>offset</c>, <c>across</c>, <c>leader</c>, <c>content</c>, <c>stock_unknown</c>, <c>stock_file</c>.</param>
/// <param name="Text">A sentence for people, with the sizes.</param>
public sealed record LabelProblem(string Code, string Text);

/// <summary>A label of the run does not fit the plan that was made from the run's representatives.</summary>
public sealed class LabelContentException : Exception
{
    public LabelContentException()
    {
    }

    public LabelContentException(string message)
        : base(message)
    {
    }

    public LabelContentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
