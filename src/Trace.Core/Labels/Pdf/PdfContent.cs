using SkiaSharp;

namespace Trace.Core.Labels;

/// <summary>Turns drawings and symbols into content stream operators (ISO 32000-1, annex A). Coordinates are points, y upwards.</summary>
internal sealed class PdfContent(ByteBuilder output)
{
    public const double PtPerMm = 1 / TextRun.MmPerPt;

    private readonly List<ModuleRectangle> _rectangles = [];

    /// <summary>Everything of a drawing, its origin at <paramref name="x"/>, <paramref name="y"/> being the label's top left corner.</summary>
    public void Drawing(LabelDrawing drawing, double x, double y)
    {
        foreach (var bar in drawing.Bars)
        {
            output.Append(x + (bar.XMm * PtPerMm)).Append((byte)' ').Append(y - ((bar.YMm + bar.HeightMm) * PtPerMm)).Append((byte)' ')
                .Append(bar.WidthMm * PtPerMm).Append((byte)' ').Append(bar.HeightMm * PtPerMm).Append(" re f\n"u8);
        }

        foreach (var run in drawing.Texts)
            Text(run, x, y);
        foreach (var run in drawing.Outlines)
            Outline(run, x, y);
    }

    public void Text(TextRun run, double x, double y)
    {
        output.Append(run.White ? "1 g BT/"u8 : "BT/"u8).Append(run.Weight == LabelWeight.Bold ? "B "u8 : "R "u8)
            .Append(run.SizePt).Append(" Tf "u8);
        if (run.TrackingEm != 0)
            output.Append(run.TrackingEm * run.SizePt).Append(" Tc "u8);
        if (run.Stretch != 1)
            output.Append(run.Stretch * 100).Append(" Tz "u8);
        output.Append(x + (run.XMm * PtPerMm)).Append((byte)' ').Append(y - (run.BaselineMm * PtPerMm)).Append(" Td "u8);
        if (run.Copy is not null)
            ActualText(run.Copy);
        Glyphs(run);
        if (run.Copy is not null)
            output.Append("EMC "u8);
        if (run.Stretch != 1)
            output.Append("100 Tz "u8);
        if (run.TrackingEm != 0)
            output.Append("0 Tc "u8);
        output.Append(run.White ? "ET 0 g\n"u8 : "ET\n"u8);
    }

    /// <summary>A symbol whose box has its top left corner at the given dots; its modules fill whole dots, in one path, so that no viewer shows seams.</summary>
    public void Symbol(SymbolMatrix matrix, SymbolPlacement place, DotGrid grid, int xDots, int yDots, double pageHeightPt)
    {
        var quiet = SymbolPlacement.QuietModules * place.ModuleDots;
        output.Append("q "u8).Append(place.ModuleDots * grid.DotPt, 7).Append(" 0 0 -"u8).Append(place.ModuleDots * grid.DotPt, 7).Append((byte)' ')
            .Append((xDots + quiet) * grid.DotPt, 7).Append((byte)' ').Append(pageHeightPt - ((yDots + quiet) * grid.DotPt), 7).Append(" cm\n"u8);
        ModuleRectangles.Cover(matrix, _rectangles);
        foreach (var rectangle in _rectangles)
        {
            output.Append(rectangle.X).Append((byte)' ').Append(rectangle.Y).Append((byte)' ')
                .Append(rectangle.Width).Append((byte)' ').Append(rectangle.Height).Append(" re\n"u8);
        }

        output.Append("f Q\n"u8);
    }

    private void ActualText(string text)
    {
        output.Append("/Span<</ActualText("u8);
        foreach (var c in text)
        {
            if (c is '(' or ')' or '\\')
                output.Append((byte)'\\');
            output.Append((byte)c);
        }

        output.Append(")>>BDC "u8);
    }

    private void Glyphs(TextRun run)
    {
        var grouped = run.GroupEvery > 0;
        output.Append(grouped ? "[<"u8 : "<"u8);
        for (var i = 0; i < run.Text.Length; i++)
        {
            output.AppendHex(run.Font.GlyphOf(run.Text[i]));
            if (grouped && run.GapAfterEm(i) - run.TrackingEm is > 0 and var gap)
                output.Append(">-"u8).Append(gap * 1000, 0).Append((byte)'<');
        }

        output.Append(grouped ? ">]TJ "u8 : ">Tj "u8);
    }

    private void Outline(OutlineRun run, double x, double y)
    {
        output.Append("q "u8).Append(run.SizePt).Append(" 0 0 -"u8).Append(run.SizePt).Append((byte)' ')
            .Append(x + (run.XMm * PtPerMm)).Append((byte)' ').Append(y - (run.BaselineMm * PtPerMm)).Append(" cm\n"u8);
        using var iterator = run.Outline.Path.CreateRawIterator();
        var points = new SKPoint[4];
        for (var verb = iterator.Next(points); verb != SKPathVerb.Done; verb = iterator.Next(points))
            Segment(verb, points, iterator);
        output.Append("f Q\n"u8);
    }

    private void Segment(SKPathVerb verb, SKPoint[] points, SKPath.RawIterator iterator)
    {
        switch (verb)
        {
            case SKPathVerb.Move:
                Points(points.AsSpan(0, 1), " m\n"u8);
                break;
            case SKPathVerb.Line:
                Points(points.AsSpan(1, 1), " l\n"u8);
                break;
            case SKPathVerb.Quad:
                Quad(points[0], points[1], points[2]);
                break;
            case SKPathVerb.Conic:
                var quads = new SKPoint[5];
                SKPath.ConvertConicToQuads(points[0], points[1], points[2], iterator.ConicWeight(), quads, 1);
                Quad(quads[0], quads[1], quads[2]);
                Quad(quads[2], quads[3], quads[4]);
                break;
            case SKPathVerb.Cubic:
                Points(points.AsSpan(1, 3), " c\n"u8);
                break;
            case SKPathVerb.Close:
                output.Append("h\n"u8);
                break;
            default:
                break;
        }
    }

    private void Quad(SKPoint start, SKPoint control, SKPoint end) =>
        Points([Third(start, control), Third(end, control), end], " c\n"u8);

    private static SKPoint Third(SKPoint end, SKPoint control) =>
        new(end.X + ((control.X - end.X) * 2 / 3), end.Y + ((control.Y - end.Y) * 2 / 3));

    private void Points(ReadOnlySpan<SKPoint> points, ReadOnlySpan<byte> command)
    {
        for (var i = 0; i < points.Length; i++)
        {
            if (i > 0)
                output.Append((byte)' ');
            output.Append(points[i].X, 5).Append((byte)' ').Append(points[i].Y, 5);
        }

        output.Append(command);
    }
}
