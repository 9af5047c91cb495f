using SkiaSharp;

namespace Trace.Core.Documents;

/// <summary>A PDF of A4 pages that is filled from top to bottom: headings, paragraphs, tables, pictures.</summary>
/// <remarks>
/// Pages are kept as what is to be drawn and written at the end, when their number is known. The same content and fonts give the same bytes. Text can be selected and copied.
/// What is given to it may be hostile: nothing of it is read as anything but text or a picture.
/// </remarks>
public sealed class FlowingDocument : IDisposable
{
    internal const float PageWidthPt = 595.28f;
    internal const float PageHeightPt = 841.89f;
    internal const float LeftPt = 59;
    internal const float TopPt = 74;
    internal const float BottomPt = PageHeightPt - 64;
    internal const float WidthPt = PageWidthPt - (2 * LeftPt);

    /// <summary>What has to fit below a heading, so that it does not end a page.</summary>
    private const float BelowHeadingPt = 48;

    private readonly DocumentInfo _info;
    private readonly DocumentFonts _fonts;
    private readonly TextSetting _setting;
    private readonly List<List<Action<SKCanvas>>> _pages = [[]];
    private readonly List<SKImage> _pictures = [];

    /// <param name="fontDirectories">Where fonts for other scripts are; null for those of the system.</param>
    public FlowingDocument(DocumentInfo info, IReadOnlyList<string>? fontDirectories = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        (_info, _fonts) = (info, new DocumentFonts(fontDirectories));
        _setting = new TextSetting(_fonts, info.Language);
    }

    internal float Y { get; private set; } = TopPt;

    internal float RoomPt => BottomPt - Y;

    private bool IsAtTop => Y <= TopPt;

    public void Dispose()
    {
        foreach (var picture in _pictures)
            picture.Dispose();
        _setting.Dispose();
        _fonts.Dispose();
    }

    public void NewPage()
    {
        _pages.Add([]);
        Y = TopPt;
    }

    public void Space(float heightPt)
    {
        if (!IsAtTop)
            Y = Math.Min(Y + heightPt, BottomPt);
    }

    /// <summary>Begins a page if less room than that is left on this one.</summary>
    public void Need(float heightPt)
    {
        if (RoomPt < heightPt && !IsAtTop)
            NewPage();
    }

    public void Title(string text) => Paragraph(text, DocumentStyle.Title);

    public void Heading(string text)
    {
        Need(DocumentStyle.Heading.LinePt + 22 + BelowHeadingPt);
        Space(20);
        Paragraph(text, DocumentStyle.Heading);
        Space(5);
    }

    public void Subheading(string text)
    {
        Need(DocumentStyle.Subheading.LinePt + 12 + BelowHeadingPt);
        Space(11);
        Paragraph(text, DocumentStyle.Subheading);
        Space(3);
    }

    public void Paragraph(string text, DocumentStyle? style = null, float indentPt = 0)
    {
        style ??= DocumentStyle.Body;
        foreach (var line in Lines(text, style, WidthPt - indentPt))
        {
            Need(style.LinePt);
            Place(line, style, LeftPt + indentPt, WidthPt - indentPt, Y);
            Y += style.LinePt;
        }
    }

    /// <summary>Each with a dash before it.</summary>
    public void List(IEnumerable<string> items, DocumentStyle? style = null)
    {
        const float IndentPt = 13;
        ArgumentNullException.ThrowIfNull(items);
        style ??= DocumentStyle.Body;
        foreach (var item in items)
        {
            Need(style.LinePt);
            Place(Lines("–", style, IndentPt)[0], style, LeftPt, IndentPt, Y);
            Paragraph(item, style, IndentPt);
            Space(2.5f);
        }
    }

    public void Rule()
    {
        Need(8);
        var y = Y + 4;
        Line(LeftPt, y, LeftPt + WidthPt, y);
        Y += 8;
    }

    /// <summary>Names and what they stand for, below each other; those without a value are left out.</summary>
    public void Fields(IEnumerable<(string Name, string? Value)> fields, float nameWidthPt = 128)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var rows = fields.Where(field => !string.IsNullOrWhiteSpace(field.Value)).Select(field => (IReadOnlyList<string>)[field.Name, field.Value!]).ToList();
        new DocumentTable([new("", nameWidthPt, DocumentStyle.Label), new("", WidthPt - nameWidthPt, DocumentStyle.Body)]) { IsPlain = true }.Draw(this, rows);
    }

    public void Table(IReadOnlyList<DocumentColumn> columns, IEnumerable<IReadOnlyList<string>> rows) => new DocumentTable(columns).Draw(this, [.. rows]);

    /// <summary>A picture within the width of the page; the rest of the page's height if it is high.</summary>
    public void Picture(DocumentPicture picture, float mostHeightPt = 470, float mostWidthPt = WidthPt)
    {
        ArgumentNullException.ThrowIfNull(picture);
        var image = SKImage.FromEncodedData(SKData.CreateCopy(picture.Jpeg.Span)) ?? throw new InvalidOperationException("The picture is none of ours.");
        _pictures.Add(image);
        var scale = Math.Min(Math.Min(mostWidthPt / picture.Width, mostHeightPt / picture.Height), 72f / 96);
        var (width, height) = (picture.Width * scale, picture.Height * scale);
        Need(height + 8);
        var frame = SKRect.Create(LeftPt, Y + 3, width, height);
        Draw(canvas =>
        {
            canvas.DrawImage(image, frame, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
            using var paint = new SKPaint { Color = Inks.Hairline, Style = SKPaintStyle.Stroke, StrokeWidth = 0.6f };
            canvas.DrawRect(frame, paint);
        });
        Y += height + 8;
    }

    /// <summary>Writes the document. To be called once, at its end.</summary>
    public WrittenDocument Write(Stream output)
    {
        var headers = Lines(_info.Reference, DocumentStyle.Note, WidthPt)[0];
        var time = _info.MadeAt.UtcDateTime;
        var metadata = new SKDocumentPdfMetadata(72)
        {
            Title = _fonts.Visible(_info.Title),
            Author = _fonts.Visible(_info.Author),
            Creator = "Trace",
            Producer = "Trace",
            Creation = time,
            Modified = time,
        };
        using var document = SKDocument.CreatePdf(output, metadata);
        for (var number = 1; number <= _pages.Count; number++)
        {
            var canvas = document.BeginPage(PageWidthPt, PageHeightPt);
            headers.Draw(canvas, DocumentStyle.Note, LeftPt, 44);
            Hairline(canvas, LeftPt, 51, LeftPt + WidthPt, 51);
            var foot = Lines(_info.PageOf(number, _pages.Count), DocumentStyle.Note, WidthPt)[0];
            foot.Draw(canvas, DocumentStyle.Note, LeftPt + WidthPt - foot.WidthPt, PageHeightPt - 38);
            foreach (var mark in _pages[number - 1])
                mark(canvas);
            document.EndPage();
        }

        document.Close();
        return new WrittenDocument(_pages.Count, _fonts.Missing);
    }

    internal IReadOnlyList<SetLine> Lines(string text, DocumentStyle style, float widthPt) => _setting.Lines(text, style, widthPt);

    /// <summary>A line whose room begins at a height; text that is read from the right stands at the right.</summary>
    internal void Place(SetLine line, DocumentStyle style, float xPt, float widthPt, float topPt) =>
        Draw(canvas => line.Draw(canvas, style, line.Turned ? xPt + widthPt - line.WidthPt : xPt, topPt + style.BaselinePt));

    internal void Line(float x1, float y1, float x2, float y2) => Draw(canvas => Hairline(canvas, x1, y1, x2, y2));

    internal void Shade(SKRect rectangle) => Draw(canvas =>
    {
        using var paint = new SKPaint { Color = Inks.Shade };
        canvas.DrawRect(rectangle, paint);
    });

    internal void Advance(float heightPt) => Y += heightPt;

    private void Draw(Action<SKCanvas> mark) => _pages[^1].Add(mark);

    private static void Hairline(SKCanvas canvas, float x1, float y1, float x2, float y2)
    {
        using var paint = new SKPaint { Color = Inks.Hairline, StrokeWidth = 0.6f };
        canvas.DrawLine(x1, y1, x2, y2, paint);
    }
}
