using SkiaSharp;

namespace Trace.Core.Documents;

/// <summary>A column of a table.</summary>
/// <param name="Share">Of the width, beside the shares of the other columns.</param>
public sealed record DocumentColumn(string Name, float Share, DocumentStyle? Style = null);

/// <summary>Rows below each other; a row goes to the next page whole if it fits there, and the names of the columns with it.</summary>
internal sealed class DocumentTable(IReadOnlyList<DocumentColumn> columns)
{
    private const float GapPt = 10;

    /// <summary>Shade and lines begin so far left of the text.</summary>
    private const float OverhangPt = 5;

    private static readonly DocumentStyle HeadStyle = DocumentStyle.SmallStrong;

    /// <summary>Without names of columns, lines and padding.</summary>
    public bool IsPlain { get; init; }

    private float PaddingPt => IsPlain ? 1.6f : 4;

    private float Scale { get; } = (FlowingDocument.WidthPt - (GapPt * (columns.Count - 1))) / columns.Sum(column => column.Share);

    public void Draw(FlowingDocument document, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0)
            return;
        var head = Cells(document, columns.Select(column => column.Name), _ => HeadStyle);
        var first = Cells(document, rows[0], StyleOf);
        document.Need(Math.Min((IsPlain ? 0 : Height(head)) + Height(first), FlowingDocument.BottomPt - FlowingDocument.TopPt));
        DrawHead(document, head);
        foreach (var row in rows)
            DrawRow(document, head, Cells(document, row, StyleOf));
        document.Space(IsPlain ? 4 : 8);
    }

    private DocumentStyle StyleOf(int column) => columns[column].Style ?? DocumentStyle.Small;

    private void DrawHead(FlowingDocument document, List<Cell> head)
    {
        if (IsPlain)
            return;
        document.Shade(SKRect.Create(FlowingDocument.LeftPt - OverhangPt, document.Y, FlowingDocument.WidthPt + (2 * OverhangPt), Height(head)));
        DrawLines(document, head, 0, int.MaxValue);
    }

    private void DrawRow(FlowingDocument document, List<Cell> head, List<Cell> row)
    {
        var onePage = FlowingDocument.BottomPt - FlowingDocument.TopPt - (IsPlain ? 0 : Height(head));
        if (Height(row) > document.RoomPt && Height(row) <= onePage)
            Turn(document, head);
        var lines = row.Max(cell => cell.Lines.Count);
        for (var done = 0; done < lines;)
        {
            var fitting = (int)((document.RoomPt - (2 * PaddingPt)) / row.Max(cell => cell.Style.LinePt));
            if (fitting < Math.Min(lines - done, 1))
            {
                Turn(document, head);
                continue;
            }

            DrawLines(document, row, done, fitting);
            done += fitting;
        }

        if (!IsPlain)
            document.Line(FlowingDocument.LeftPt - OverhangPt, document.Y, FlowingDocument.LeftPt + FlowingDocument.WidthPt + OverhangPt, document.Y);
    }

    private void Turn(FlowingDocument document, List<Cell> head)
    {
        document.NewPage();
        DrawHead(document, head);
    }

    private void DrawLines(FlowingDocument document, List<Cell> row, int from, int most)
    {
        var height = 0f;
        foreach (var cell in row)
        {
            var y = document.Y + PaddingPt;
            foreach (var line in cell.Lines.Skip(from).Take(most))
            {
                document.Place(line, cell.Style, cell.XPt, cell.WidthPt, y + (row[^1].Style.BaselinePt - cell.Style.BaselinePt));
                y += cell.Style.LinePt;
            }

            height = Math.Max(height, y - document.Y + PaddingPt);
        }

        document.Advance(height);
    }

    private float Height(List<Cell> row) => row.Max(cell => cell.Lines.Count * cell.Style.LinePt) + (2 * PaddingPt);

    private List<Cell> Cells(FlowingDocument document, IEnumerable<string> texts, Func<int, DocumentStyle> styleOf)
    {
        var x = FlowingDocument.LeftPt;
        var cells = new List<Cell>();
        foreach (var (text, column) in texts.Zip(columns))
        {
            var (style, width) = (styleOf(cells.Count), column.Share * Scale);
            cells.Add(new Cell(style, x, width, document.Lines(text, style, width)));
            x += width + GapPt;
        }

        return cells;
    }

    private sealed record Cell(DocumentStyle Style, float XPt, float WidthPt, IReadOnlyList<SetLine> Lines);
}
