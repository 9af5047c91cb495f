namespace Trace.Core.Labels;

/// <summary>Writes labels as PDF 1.7: symbols are vectors on whole printer dots, text can be selected, memory does not grow with the labels but for 16 bytes a page.</summary>
/// <remarks>The printing scale is set to none, so that viewers offer the true size. The same labels give the same bytes.</remarks>
public static class PdfLabelWriter
{
    /// <summary>Labels a task draws: enough that starting it costs nothing.</summary>
    private const int LabelsPerTask = 48;

    /// <exception cref="LabelContentException">A label does not fit the plan; what was written is not a whole file.</exception>
    public static async Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(output);
        var objects = new PdfObjects(output);
        objects.Start();
        var tree = new PdfPageTree(objects);
        var forms = new PdfForms();
        var tasks = OrderedParallel.SelectAsync(Batches(plan, labels, forms), batch => Draw(plan, batch), plan.Options.Degree, cancellationToken);
        await foreach (var contents in tasks)
        {
            foreach (var content in contents)
            {
                var (page, stream) = (objects.Reserve(), objects.Reserve());
                objects.WriteStream(stream, "/Filter/FlateDecode", content);
                objects.Write(page, $"<</Type/Page/Parent {tree.Add(page)} 0 R/Contents {stream} 0 R>>");
            }

            await objects.FlushAsync(cancellationToken);
        }

        await FinishAsync(plan, objects, tree, forms, cancellationToken);
    }

    private static async Task FinishAsync(LabelPlan plan, PdfObjects objects, PdfPageTree tree, PdfForms forms, CancellationToken cancellationToken)
    {
        var fonts = $"/R {PdfFont.Write(objects, LabelFont.Of(LabelWeight.Regular))} 0 R/B {PdfFont.Write(objects, LabelFont.Of(LabelWeight.Bold))} 0 R";
        var xObjects = forms.Write(objects, plan.Stock, fonts);
        var (width, height) = PageSizePt(plan);
        var box = FormattableString.Invariant($"0 0 {width:0.####} {height:0.####}");
        var root = tree.Finish($"/MediaBox[{box}]/Resources<</Font<<{fonts}>>/XObject<<{xObjects}>>>>");
        var (catalog, information) = (objects.Reserve(), objects.Reserve());
        objects.Write(catalog, $"<</Type/Catalog/Pages {root} 0 R/ViewerPreferences<</PrintScaling/None>>>>");
        objects.Write(information, "<</Title(Labels)/Producer(Trace)>>");
        await objects.FinishAsync(catalog, information, cancellationToken);
    }

    /// <summary>As the file says it: dots are counted from the page's top, so that edge has to be where readers see it.</summary>
    private static (double Width, double Height) PageSizePt(LabelPlan plan)
    {
        var (width, height) = LabelSequence.PageSize(plan.Stock);
        return (Math.Round(width * PdfContent.PtPerMm, 4), Math.Round(height * PdfContent.PtPerMm, 4));
    }

    private static IEnumerable<List<PdfPage>> Batches(LabelPlan plan, IEnumerable<LabelContent> labels, PdfForms forms)
    {
        var batch = new List<PdfPage>();
        var count = 0;
        foreach (var cells in LabelSequence.Pages(plan, labels))
        {
            batch.Add(new PdfPage([.. cells.Select(cell => PdfCell.Of(plan, cell, forms))]));
            count += cells.Count;
            if (count >= LabelsPerTask)
            {
                yield return batch;
                batch = [];
                count = 0;
            }
        }

        if (count > 0)
            yield return batch;
    }

    private static List<byte[]> Draw(LabelPlan plan, List<PdfPage> pages)
    {
        var contents = new List<byte[]>(pages.Count);
        var buffer = new ByteBuilder();
        var content = new PdfContent(buffer);
        var height = PageSizePt(plan).Height;
        foreach (var page in pages)
        {
            buffer.Clear();
            foreach (var cell in page.Cells)
                Draw(plan, cell, content, buffer, height);
            contents.Add(PdfObjects.Compress(buffer.Written.Span));
        }

        return contents;
    }

    private static void Draw(LabelPlan plan, PdfCell cell, PdfContent content, ByteBuilder buffer, double pageHeight)
    {
        var (x, y) = (cell.Place.XMm * PdfContent.PtPerMm, pageHeight - (cell.Place.YMm * PdfContent.PtPerMm));
        if (cell.Form >= 0)
            buffer.Append("q 1 0 0 1 "u8).Append(x).Append((byte)' ').Append(y).Append(" cm/L"u8).Append(cell.Form).Append(" Do Q\n"u8);
        else
            content.Drawing(cell.Drawing, x, y);
        if (cell.Place.Item.Content is not { } label || cell.Face is not { } face)
            return;
        foreach (var run in face.Runs(label))
            content.Text(run, x, y);
        foreach (var symbol in plan.Layout.Symbols)
        {
            var (xDots, yDots) = (plan.Grid.Dots(cell.Place.XMm + symbol.XMm), plan.Grid.Dots(cell.Place.YMm + symbol.YMm));
            content.Symbol(LabelPlan.Encode(symbol, label), symbol, plan.Grid, xDots, yDots, pageHeight);
        }
    }

    private sealed record PdfPage(PdfCell[] Cells);

    /// <param name="Form">The shared form of the drawing, or −1.</param>
    /// <param name="Face">Null on a leader.</param>
    private sealed record PdfCell(LabelCell Place, LabelDrawing Drawing, int Form, LabelFace? Face)
    {
        public static PdfCell Of(LabelPlan plan, LabelCell cell, PdfForms forms)
        {
            if (cell.Item.Leader is { } leader)
                return new PdfCell(cell, plan.LeaderOf(leader), -1, null);
            var face = plan.FaceOf(cell.Item.Content!);
            return new PdfCell(cell, face.Drawing, forms.NumberOf(face.Drawing), face);
        }
    }
}
