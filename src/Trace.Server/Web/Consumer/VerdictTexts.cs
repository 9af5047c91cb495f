using System.Globalization;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>What the page says for each verdict. Every sentence says what was checked or seen; none judges the product.</summary>
public static class VerdictTexts
{
    public static string Heading(VerifyResponse response) => response.Verdict switch
    {
        Verdict.Issued => $"{BrandOf(response)} issued this code.",
        Verdict.Caution => $"{BrandOf(response)} issued this code, but something asks for care.",
        Verdict.NotActivated => $"{BrandOf(response)} issued this code but has not reported it as in use.",
        Verdict.Recalled => $"{BrandOf(response)} has recalled this unit.",
        Verdict.Retired => $"{BrandOf(response)} has recorded this unit as sold, used up or withdrawn.",
        _ => response.Reasons[0].Code switch
        {
            "not_a_code" => "This is not a complete product code.",
            "signature_invalid" => "The signature does not match this code.",
            _ => "We have no record of this code.",
        },
    };

    public static string NextStep(VerifyResponse response) => response.Verdict switch
    {
        Verdict.Issued => "Compare the details below with the package in your hand.",
        Verdict.Caution => "Compare the details below with the package, and ask the brand or the shop before you rely on it.",
        Verdict.NotActivated => "If you have just bought this, ask the brand or the shop: goods on sale should have been reported.",
        Verdict.Recalled => "Do not use it. Ask the shop or the brand what to do.",
        Verdict.Retired => "If you have just bought this as new, ask the brand.",
        // Typed by hand a code carries no signature, so what the label says of lot and expiry would pass unchecked.
        _ when response.Reasons.Contains(Reason.SignatureInvalid) =>
            "First compare lot and expiry on the label with those on the package, and scan the label once more in good light. You can look up GTIN and serial by hand, "
            + "but no signature is checked then: compare the lot and expiry of that answer too. If anything differs, or the answer stays the same, ask the brand named on the package.",
        _ => "Scan the label once more in good light, or type GTIN and serial by hand. If the answer stays the same, ask the brand named on the package.",
    };

    /// <summary>How often the code was checked, for this person.</summary>
    public static string Count(VerifiedScan scan) => scan switch
    {
        { YourEarlierScans: > 0 } => "You have checked this code before.",
        { Ordinal: 1 } => "This is the first check of this code.",
        _ => $"This is check number\u00A0{Number(scan.Ordinal)} of this code.",
    };

    /// <summary>A re-check has the number of the check it repeats, so the number is no total.</summary>
    public static string Repeat(VerifiedScan scan) =>
        $"This is check number\u00A0{Number(scan.Ordinal)} of it; your repeats within ten minutes count as one.";

    /// <summary>Breaks between date and time only.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d'\u00A0'MMMM'\u00A0'yyyy, HH:mm'\u00A0UTC'", CultureInfo.InvariantCulture);

    /// <summary>Serials of codes made here are read in groups of four; a brand's own stay as the brand writes them.</summary>
    public static IEnumerable<string> Groups(string serial) =>
        serial.Length is 12 or 20 && serial.All(CrockfordBase32.Alphabet.Contains)
            ? serial.Chunk(4).Select(group => new string(group))
            : [serial];

    public static string Kind(Verdict verdict) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static string BrandOf(VerifyResponse response) =>
        response.Product?.Brand is { Length: > 0 } brand ? Isolated(brand) : "The brand";

    /// <summary>A name written from right to left keeps its own order inside an English sentence (Unicode's first strong isolate).</summary>
    private static string Isolated(string name) => name.Any(IsRightToLeft) ? $"\u2068{name}\u2069" : name;

    /// <summary>Hebrew, Arabic and their neighbours, with the presentation forms.</summary>
    private static bool IsRightToLeft(char character) =>
        character is (>= '\u0590' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
