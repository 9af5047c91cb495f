namespace Trace.Core.Labels;

/// <summary>The GS1 element string of a label (GS1 General Specifications, section 3): AI (01), (17), (21), then (10).</summary>
/// <remarks>The AIs of fixed length stand first, so that one separator at most is needed.</remarks>
public static class ElementString
{
    /// <summary>FNC1 within the string, as readers hand it out: ASCII 29.</summary>
    public const char Separator = '\u001D';

    public static string Of(LabelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var expiry = content.ExpiryAi17 is { } ai17 ? "17" + ai17 : "";
        var lot = content.Lot is { } text ? $"{Separator}10{text}" : "";
        return $"01{content.Gtin}{expiry}21{content.Serial}{lot}";
    }
}
