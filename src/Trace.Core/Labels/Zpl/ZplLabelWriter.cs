using System.Collections.Concurrent;

namespace Trace.Core.Labels;

/// <summary>Writes labels as ZPL II for a label printer: one <c>^XA…^XZ</c> for each row of the roll, or for each sheet.</summary>
public static class ZplLabelWriter
{
    private const int PagesPerTask = 32;
    private const int MostFacesKept = 1024;

    /// <exception cref="LabelContentException">A label does not fit the plan; rows before it were written.</exception>
    public static async Task WriteAsync(LabelPlan plan, IEnumerable<LabelContent> labels, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(output);
        var writer = new Writer(plan);
        var chunks = LabelSequence.Pages(plan, labels).Chunk(PagesPerTask);
        await foreach (var rows in OrderedParallel.SelectAsync(chunks, writer.Rows, plan.Options.Degree, cancellationToken))
            await output.WriteAsync(rows, cancellationToken);
    }

    private sealed class Writer(LabelPlan plan)
    {
        private readonly ConcurrentDictionary<(LabelDrawing Drawing, double X, double Y), byte[]> _drawings = new();

        public ReadOnlyMemory<byte> Rows(List<LabelCell>[] pages)
        {
            var output = new ByteBuilder();
            var content = new ZplContent(output, plan.Grid);
            var (width, height) = LabelSequence.PageSize(plan.Stock);
            foreach (var page in pages)
            {
                output.Append("^XA^CI28^LH0,0^PW"u8).Append(plan.Grid.Dots(width)).Append("^LL"u8).Append(plan.Grid.Dots(height)).Append((byte)'\n');
                foreach (var cell in page)
                    Cell(cell, content, output);
                output.Append("^XZ\n"u8);
            }

            return output.Written;
        }

        private void Cell(LabelCell cell, ZplContent content, ByteBuilder output)
        {
            if (cell.Item.Content is not { } label)
            {
                content.Drawing(plan.LeaderOf(cell.Item.Leader!), cell.XMm, cell.YMm);
                return;
            }

            var face = plan.FaceOf(label);
            output.Append(Drawing(face.Drawing, cell.XMm, cell.YMm));
            foreach (var run in face.Runs(label))
                content.Text(run, cell.XMm, cell.YMm);
            foreach (var symbol in plan.Layout.Symbols)
            {
                var (x, y) = (plan.Grid.Dots(cell.XMm + symbol.XMm), plan.Grid.Dots(cell.YMm + symbol.YMm));
                if (symbol.Kind == LabelSymbol.Qr && plan.Options.ZplGraphics == ZplGraphics.Bq)
                    content.Bq(label.Uri, symbol, x, y);
                else
                    content.Symbol(LabelPlan.Encode(symbol, label), symbol, x, y);
            }
        }

        /// <summary>What labels of one lane share is turned into fields once.</summary>
        private byte[] Drawing(LabelDrawing drawing, double x, double y)
        {
            if (_drawings.TryGetValue((drawing, x, y), out var fields))
                return fields;
            var buffer = new ByteBuilder();
            new ZplContent(buffer, plan.Grid).Drawing(drawing, x, y);
            fields = buffer.Written.ToArray();
            if (_drawings.Count < MostFacesKept)
                _drawings.TryAdd((drawing, x, y), fields);
            return fields;
        }
    }
}
