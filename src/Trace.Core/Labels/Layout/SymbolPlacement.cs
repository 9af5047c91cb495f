namespace Trace.Core.Labels;

/// <summary>Where a symbol stands on its label. The box includes the quiet zone of four modules on each side.</summary>
/// <param name="Kind"><see cref="LabelSymbol.Qr"/> or <see cref="LabelSymbol.DataMatrix"/>.</param>
/// <param name="XMm">Left edge of the box from the label's left edge, before it snaps to the dots of the page.</param>
/// <param name="YMm">Top edge of the box from the label's top edge.</param>
/// <param name="Modules">Modules a side without the quiet zone.</param>
/// <param name="ModuleDots">Whole printer dots a module.</param>
public sealed record SymbolPlacement(LabelSymbol Kind, double XMm, double YMm, int Modules, int ModuleDots, double ModuleMm)
{
    /// <summary>Modules of the quiet zone on each side. A Data Matrix needs but one; the QR code's four hold for both, so that one rule does.</summary>
    public const int QuietModules = 4;

    /// <summary>Modules a side with the quiet zone.</summary>
    public int BoxModules => Modules + (2 * QuietModules);

    public double BoxMm => BoxModules * ModuleMm;

    public double RightMm => XMm + BoxMm;

    /// <summary>From the top of the dark modules to their bottom.</summary>
    public double DarkTopMm => YMm + (QuietModules * ModuleMm);

    public double DarkBottomMm => YMm + BoxMm - (QuietModules * ModuleMm);
}
