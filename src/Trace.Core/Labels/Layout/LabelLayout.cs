namespace Trace.Core.Labels;

/// <summary>The geometry all labels of a plan share: their symbols and how their text is set.</summary>
public sealed class LabelLayout
{
    internal LabelLayout(IReadOnlyList<SymbolPlacement> symbols, TextColumn column, TextStyle style)
    {
        Symbols = symbols;
        Column = column;
        Style = style;
    }

    /// <summary>The QR code first where there are two.</summary>
    public IReadOnlyList<SymbolPlacement> Symbols { get; }

    /// <summary>Points of the GTIN, serial, lot and expiry lines.</summary>
    public double TextSizePt => Style.SizePt;

    internal TextColumn Column { get; }

    internal TextStyle Style { get; }
}

/// <summary>The rectangle for text, in mm from the label's top left corner.</summary>
internal sealed record TextColumn(double XMm, double YMm, double WidthMm, double HeightMm, bool Centered)
{
    /// <summary>Text that needs no more is set as tall as this, the height of the symbol beside it.</summary>
    public double PreferredHeightMm { get; init; } = HeightMm;
}

/// <summary>How much of the optional text is shown; each step drops a little more.</summary>
internal enum OptionalText
{
    BrandAndTwoLines,
    TwoLines,
    BrandAndOneLine,
    OneLine,
    None,
}

/// <summary>One way to set the text of a label.</summary>
/// <param name="LotBesideExpiry">Lot and expiry share a line.</param>
/// <param name="SerialLines">1, or 2 where a long serial number is wider than the column.</param>
internal sealed record TextStyle(double SizePt, OptionalText Optional, bool LotBesideExpiry, int SerialLines);
