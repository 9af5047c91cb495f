using Trace.Core.Labels;
using Trace.Server.Http;

namespace Trace.Server.Labels;

/// <summary>How labels are to be printed.</summary>
/// <param name="Format">pdf (default), svg, png or zpl; svg and png of more than one label are a ZIP.</param>
/// <param name="Template">An id of /api/v1/label-templates, or roll-{width}x{height} in mm; avery-l7160 if left out.</param>
/// <param name="From">First index.</param>
/// <param name="Count">How many; 1 if left out.</param>
/// <param name="Dpi">Printer dots per inch: 203, 300, 600 or 1200.</param>
/// <param name="Symbol">qr (default), datamatrix or both.</param>
/// <param name="Start">First free label of a part-used sheet, 1-based.</param>
/// <param name="OffsetX">Calibration to the right, mm.</param>
/// <param name="OffsetY">Calibration down, mm.</param>
/// <param name="Across">Labels side by side on a roll.</param>
/// <param name="PerRoll">Labels on a roll; each roll begins with a leader label (first and last serial, count).</param>
/// <param name="Cover">Whether the covered code is printed too, of a batch that has them.</param>
/// <param name="Zpl">gfa (default, exact modules) or bq (the printer draws the code).</param>
public sealed record LabelQuery(
    string? Format,
    string? Template,
    long? From,
    long? Count,
    int? Dpi,
    string? Symbol,
    int? Start,
    double? OffsetX,
    double? OffsetY,
    int? Across,
    int? PerRoll,
    string? Zpl,
    bool? Cover = null)
{
    public const string DefaultTemplate = "avery-l7160";

    public Outcome<(LabelFormat Format, LabelOptions Options)> Parse(string batchId)
    {
        if (!TryWord(Format, LabelFormat.Pdf, out var format))
            return new Failure("invalid_request", "`format` is pdf, svg, png or zpl.");
        if (!TryWord(Symbol, LabelSymbol.Qr, out var symbol))
            return new Failure("invalid_request", "`symbol` is qr, datamatrix or both.");
        if (!TryWord(Zpl, ZplGraphics.Gfa, out var graphics))
            return new Failure("invalid_request", "`zpl` is gfa or bq.");
        if (OffsetX is { } x && !double.IsFinite(x) || OffsetY is { } y && !double.IsFinite(y))
            return new Failure("invalid_request", "`offsetX` and `offsetY` are millimetres.");
        return (format, new LabelOptions
        {
            Dpi = Dpi,
            Symbol = symbol,
            StartPosition = Start ?? 1,
            OffsetXMm = OffsetX ?? 0,
            OffsetYMm = OffsetY ?? 0,
            Across = Across,
            LabelsPerRoll = PerRoll,
            LeaderBatch = batchId,
            ZplGraphics = graphics,
        });
    }

    private static bool TryWord<T>(string? text, T defaultValue, out T value)
        where T : struct, Enum
    {
        value = defaultValue;
        return text == null || (!char.IsAsciiDigit(text.FirstOrDefault('0')) && Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value));
    }
}

/// <summary>A named stock. Sizes in mm.</summary>
/// <param name="Kind">sheet or roll.</param>
public sealed record LabelTemplateResponse(
    string Id, string Name, string Kind, double LabelWidthMm, double LabelHeightMm, int? LabelsPerSheet, int? Across);
