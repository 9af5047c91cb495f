using Trace.Core.Codes;

namespace Trace.Core.Labels;

/// <summary>The GS1 elements of a label's Data Matrix: AI (01), (17), (21), then (10).</summary>
/// <remarks>The AIs of fixed length stand first, so that one separator at most is needed (GS1 General Specifications, 7.8).</remarks>
public static class LabelElements
{
    /// <summary>Raw data, FNC1 written as ASCII 29, in front as well.</summary>
    public static string Of(LabelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        List<AttributeValue> elements = [new("01", content.Gtin)];
        if (content.ExpiryAi17 is { } expiry)
            elements.Add(new AttributeValue("17", expiry));
        elements.Add(new AttributeValue("21", content.Serial));
        if (content.Lot is { } lot)
            elements.Add(new AttributeValue("10", lot));
        return ElementString.ToRaw(elements);
    }
}
