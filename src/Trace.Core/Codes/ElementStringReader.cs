namespace Trace.Core.Codes;

/// <summary>Reads our codes from GS1 element strings. Every AI of the dictionary may stand beside (01) and (21).</summary>
internal static class ElementStringReader
{
    private const int RawGtinLength = 16;

    public static ReadCode? ReadBracketed(ReadOnlySpan<char> text, out string problem) =>
        ElementString.TryParseBracketed(text, out var elements, out problem) ? Collect(elements, out problem) : null;

    public static ReadCode? ReadRaw(ReadOnlySpan<char> text, out string problem) =>
        ElementString.TryParseRaw(text, out var elements, out problem) ? Collect(elements, out problem) : null;

    /// <summary>True for 01, a GTIN of 14 digits and something behind it: what a scanner sends that leaves FNC1 out.</summary>
    public static bool LooksRaw(ReadOnlySpan<char> text) =>
        text.Length > RawGtinLength && text.StartsWith("01") && ApplicationIdentifiers.Gtin.IsValid(text[2..RawGtinLength]);

    private static ReadCode? Collect(IReadOnlyList<AttributeValue> elements, out string problem)
    {
        string? gtin = null, variant = null, lot = null, serial = null;
        var attributes = new SortedList<int, AttributeValue>();
        foreach (var element in elements)
        {
            var isNew = element.Ai switch
            {
                "01" => Set(ref gtin, element.Value),
                "22" => Set(ref variant, element.Value),
                "10" => Set(ref lot, element.Value),
                "21" => Set(ref serial, element.Value),
                _ => attributes.TryAdd((int)AsciiNumber.Of(element.Ai), element),
            };
            problem = isNew ? CharacterSet82.Problem(element.Ai, element.Value) ?? "" : $"({element.Ai}) is there twice.";
            if (problem.Length > 0)
                return null;
        }

        problem = "";
        if (!Gtin.TryParse(gtin, out var parsed))
            problem = "There is no GTIN, AI (01).";
        else if (serial is null)
            problem = "There is no serial, AI (21).";
        return problem.Length > 0 ? null : new ReadCode(CodeForm.ElementString, parsed, serial!, lot, variant, [.. attributes.Values], SignatureDigits: null);
    }

    private static bool Set(ref string? slot, string value)
    {
        var isNew = slot is null;
        slot ??= value;
        return isNew;
    }
}
