using Trace.Core.Codes;

namespace Trace.Core.Labels;

/// <summary>Finds labels whose data cannot be printed.</summary>
internal static class LabelContentCheck
{
    private const int LongestLine = 40;

    /// <summary>Composing can make three characters of one: enough for 200 of them.</summary>
    private const int LongestName = 600;

    public static LabelProblem? Problem(IReadOnlyList<LabelContent> contents)
    {
        if (contents.Count == 0)
            return Content("There is no label to make a plan from.");
        foreach (var content in contents)
        {
            if (content.Uri.Length is 0 or > QrSymbol.LongestText)
                return Content($"A URI has 1 to {QrSymbol.LongestText} characters, not {content.Uri.Length}.");
            foreach (var (name, value) in new[] { ("GTIN", content.Gtin), ("serial number", content.Serial), ("lot", content.Lot ?? "-"), ("expiry", content.Expiry ?? "-"), ("covered code", content.Cover ?? "-") })
            {
                if (value.Length is 0 or > LongestLine || !LabelFont.Of(LabelWeight.Regular).Covers(value))
                    return Content($"The {name} must have 1 to {LongestLine} printable characters.");
            }

            if (content.Cover is { Length: not CoverCode.Length })
                return Content($"A covered code has {CoverCode.Length} characters.");
            if (content.ProductName?.Length > LongestName || content.BrandName?.Length > LongestName)
                return Content($"Product and brand have {LongestName} characters at most.");
        }

        return null;
    }

    /// <summary>A character of the names that neither the bundled fonts nor the system's can draw.</summary>
    public static LabelProblem? MissingGlyph(LabelContent content, ScriptShaper shaper)
    {
        foreach (var (name, text) in new[] { ("product name", content.ProductName), ("brand", content.BrandName) })
        {
            if (text is not null && shaper.Missing(text) is { } rune)
                return new LabelProblem("font_missing", $"No font here draws U+{rune.Value:X4} of the {name}. Install one for its script, such as Debian's fonts-noto-core or fonts-noto-cjk.");
        }

        return null;
    }

    private static LabelProblem Content(string text) => new("content", text);
}
