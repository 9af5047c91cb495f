namespace Trace.Core.Labels;

/// <summary>The drawings that many labels share, each written once as a form XObject and named by its number (ISO 32000-1, 8.10).</summary>
internal sealed class PdfForms
{
    private const int Most = 4096;
    private readonly Dictionary<LabelDrawing, int> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The drawing's form, or −1 where there are so many that it is better drawn in place. In the order of the labels, so that the file is always the same.</summary>
    public int NumberOf(LabelDrawing drawing)
    {
        if (_numbers.TryGetValue(drawing, out var number))
            return number;
        if (_numbers.Count == Most)
            return -1;
        _numbers.Add(drawing, _numbers.Count);
        return _numbers.Count - 1;
    }

    /// <summary>Writes the forms and returns the entries of the XObject dictionary.</summary>
    public string Write(PdfObjects objects, LabelStock stock, string fonts)
    {
        var names = new List<string>(_numbers.Count);
        var buffer = new ByteBuilder();
        foreach (var (drawing, number) in _numbers)
        {
            buffer.Clear();
            new PdfContent(buffer).Drawing(drawing, 0, 0);
            var form = objects.Reserve();
            var box = FormattableString.Invariant($"0 {-stock.LabelHeightMm * PdfContent.PtPerMm:0.###} {stock.LabelWidthMm * PdfContent.PtPerMm:0.###} 0");
            objects.WriteCompressed(form, $"/Type/XObject/Subtype/Form/BBox[{box}]/Resources<</Font<<{fonts}>>>>", buffer.Written.Span);
            names.Add($"/L{number} {form} 0 R");
        }

        return string.Concat(names);
    }
}
