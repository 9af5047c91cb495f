namespace Trace.Core.Codes;

/// <summary>Tells people what they scanned when it is not a code of a product.</summary>
internal static class OtherText
{
    /// <summary>What other QR codes start with. Source: the ZXing wiki, "Barcode Contents".</summary>
    private static readonly (string Start, string Sentence)[] Known =
    [
        ("WIFI:", "This is the login of a Wi-Fi network, not the code of a product."),
        ("BEGIN:VCARD", "This is a business card, not the code of a product."),
        ("MECARD:", "This is a business card, not the code of a product."),
        ("BEGIN:VEVENT", "This is a calendar entry, not the code of a product."),
        ("BEGIN:VCALENDAR", "This is a calendar entry, not the code of a product."),
        ("mailto:", "This is an e-mail address, not the code of a product."),
        ("MATMSG:", "This is an e-mail, not the code of a product."),
        ("tel:", "This is a telephone number, not the code of a product."),
        ("sms:", "This is a text message, not the code of a product."),
        ("SMSTO:", "This is a text message, not the code of a product."),
        ("geo:", "This is a place on a map, not the code of a product."),
    ];

    /// <summary>A sentence about text whose beginning tells that it is for something else; null when it does not.</summary>
    public static string? Recognize(ReadOnlySpan<char> text)
    {
        foreach (var (start, sentence) in Known)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return sentence;
        }

        return null;
    }

    /// <summary>A sentence about text that is neither URI nor element string nor GTIN and serial.</summary>
    public static string Describe(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return "There is no text.";
        return text.ContainsAnyExceptInRange('0', '9')
            ? $"{Quote.Of(text)} is not the code of a product: that has a GTIN of 8 to 14 digits and a serial."
            : $"{Quote.Of(text)} is a number alone; a code has a GTIN and a serial.";
    }
}
