namespace Trace.Core.Codes;

/// <summary>How the text said it.</summary>
public enum CodeForm
{
    /// <summary>A Digital Link URI, or its path and query.</summary>
    Uri,

    /// <summary>A GS1 element string, bracketed or raw. It never carries a signature.</summary>
    ElementString,

    /// <summary>A GTIN and a serial that a person typed. It never carries a signature.</summary>
    Typed,
}

/// <summary>What a text that was read or typed holds: syntax only, nothing of it is authenticated or looked up.</summary>
/// <param name="Form">How the text said it.</param>
/// <param name="Gtin">AI (01), never <c>default</c>.</param>
/// <param name="Serial">AI (21) as given, 1 to 20 characters of set 82.</param>
/// <param name="Lot">AI (10), 1 to 20 characters of set 82; null when absent.</param>
/// <param name="ConsumerProductVariant">AI (22), 1 to 20 characters of set 82; null when absent.</param>
/// <param name="Attributes">The other AIs, valid by the syntax dictionary and of set 82, none twice, in ascending numeric order.</param>
/// <param name="SignatureDigits">The value of <c>s</c> exactly as written, any characters; null when the query has no <c>s</c>.</param>
public sealed record ReadCode(
    CodeForm Form,
    Gtin Gtin,
    string Serial,
    string? Lot,
    string? ConsumerProductVariant,
    IReadOnlyList<AttributeValue> Attributes,
    string? SignatureDigits)
{
    /// <summary>What a signature over this code signs; built anew on each call.</summary>
    public string CanonicalTail => Codes.CanonicalTail.Build(Gtin, ConsumerProductVariant, Lot, Serial, Attributes);
}
