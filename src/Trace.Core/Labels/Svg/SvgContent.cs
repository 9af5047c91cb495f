using System.Security;

namespace Trace.Core.Labels;

/// <summary>One label as SVG in its true size: modules as one path on whole dots, text as text.</summary>
/// <remarks>The viewer's font may differ, so every text carries the length it is to have.</remarks>
internal sealed class SvgContent(LabelPlan plan)
{
    private const string Fonts = "'Noto Sans','Helvetica Neue',Arial,sans-serif";

    private readonly ByteBuilder _output = new();
    private readonly List<ModuleRectangle> _rectangles = [];

    public ReadOnlyMemory<byte> Label(LabelItem item)
    {
        _output.Clear();
        var (width, height) = (plan.Stock.LabelWidthMm, plan.Stock.LabelHeightMm);
        _output.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""u8).Append(width).Append("mm\" height=\""u8).Append(height)
            .Append("mm\" viewBox=\"0 0 "u8).Append(width).Append((byte)' ').Append(height).Append("\" font-family=\""u8).Append(Fonts).Append("\">\n"u8);
        _output.Append("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"u8);
        if (item.Leader is { } leader)
            Drawing(plan.LeaderOf(leader));
        else if (item.Content is { } content)
            Unit(content);
        return _output.Append("</svg>\n"u8).Written;
    }

    private void Unit(LabelContent content)
    {
        var face = plan.FaceOf(content);
        Drawing(face.Drawing);
        foreach (var run in face.Runs(content))
            Text(run);
        foreach (var symbol in plan.Layout.Symbols)
            Symbol(LabelPlan.Encode(symbol, content), symbol);
    }

    private void Drawing(LabelDrawing drawing)
    {
        foreach (var bar in drawing.Bars)
        {
            _output.Append("<rect x=\""u8).Append(bar.XMm).Append("\" y=\""u8).Append(bar.YMm)
                .Append("\" width=\""u8).Append(bar.WidthMm).Append("\" height=\""u8).Append(bar.HeightMm).Append("\"/>\n"u8);
        }

        foreach (var run in drawing.Texts)
            Text(run);
        foreach (var run in drawing.Outlines)
        {
            var em = run.SizePt * TextRun.MmPerPt;
            _output.Append("<path role=\"img\" aria-label=\""u8).Append(Escape(run.Text)).Append("\" transform=\"translate("u8).Append(run.XMm).Append((byte)' ').Append(run.BaselineMm)
                .Append(") scale("u8).Append(em, 5).Append(")\" d=\""u8).Append(run.Outline.Path.ToSvgPathData()).Append("\"/>\n"u8);
        }
    }

    private void Text(TextRun run)
    {
        var em = run.SizePt * TextRun.MmPerPt;
        _output.Append("<text y=\""u8).Append(run.BaselineMm).Append("\" font-size=\""u8).Append(em).Append((byte)'"');
        if (run.Weight == LabelWeight.Bold)
            _output.Append(" font-weight=\"700\""u8);
        if (run.White)
            _output.Append(" fill=\"#fff\""u8);
        if (run.TrackingEm != 0)
            _output.Append(" letter-spacing=\""u8).Append(run.TrackingEm * em).Append((byte)'"');
        if (run.GroupEvery == 0)
        {
            _output.Append(" x=\""u8).Append(run.XMm).Append("\" textLength=\""u8).Append(run.WidthMm).Append("\" lengthAdjust=\"spacingAndGlyphs\">"u8).Append(Escape(run.Text));
        }
        else
        {
            _output.Append((byte)'>');
            Groups(run, run.XMm, em);
        }

        _output.Append("</text>\n"u8);
    }

    /// <summary>Each group has its own place and no space is written, so that a copy is the serial number itself.</summary>
    private void Groups(TextRun run, double x, double em)
    {
        for (var start = 0; start < run.Text.Length; start += run.GroupEvery)
        {
            var group = run.Text.Substring(start, Math.Min(run.GroupEvery, run.Text.Length - start));
            var width = TextRun.WidthEm(group, run.Weight, run.TrackingEm) * run.Stretch * em;
            _output.Append("<tspan x=\""u8).Append(x).Append("\" textLength=\""u8).Append(width).Append("\" lengthAdjust=\"spacingAndGlyphs\">"u8).Append(Escape(group)).Append("</tspan>"u8);
            x += width + (Math.Max(0, run.GapAfterEm(Math.Min(start + run.GroupEvery, run.Text.Length) - 1)) * run.Stretch * em);
        }
    }

    private void Symbol(SymbolMatrix matrix, SymbolPlacement place)
    {
        var grid = plan.Grid;
        var quiet = SymbolPlacement.QuietModules * place.ModuleDots;
        _output.Append("<path shape-rendering=\"crispEdges\" transform=\"translate("u8)
            .Append((grid.Dots(place.XMm) + quiet) * grid.DotMm, 6).Append((byte)' ').Append((grid.Dots(place.YMm) + quiet) * grid.DotMm, 6)
            .Append(") scale("u8).Append(place.ModuleMm, 7).Append(")\" d=\""u8);
        ModuleRectangles.Cover(matrix, _rectangles);
        foreach (var rectangle in _rectangles)
        {
            _output.Append((byte)'M').Append(rectangle.X).Append((byte)' ').Append(rectangle.Y).Append((byte)'h').Append(rectangle.Width)
                .Append((byte)'v').Append(rectangle.Height).Append("h-"u8).Append(rectangle.Width).Append((byte)'z');
        }

        _output.Append("\"/>\n"u8);
    }

    private static string Escape(string text) => SecurityElement.Escape(text);
}
