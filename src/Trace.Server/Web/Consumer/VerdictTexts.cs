using System.Globalization;
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
        Verdict.Retired => $"{BrandOf(response)} has recorded this unit as used up or withdrawn.",
        _ => "We have no record of this code.",
    };

    public static string Checked(VerifyResponse response) => (response.Verdict, response.Signature) switch
    {
        (Verdict.NotIssued, _) => "The code was read and looked up; no brand here vouches for it.",
        (_, SignatureState.Valid) => "Its signature is valid: nothing in the code was changed.",
        (_, SignatureState.MacValid) => "Its check characters are valid: nothing in the code was changed.",
        _ => "The serial was looked up. No signature was checked, because the code as given carries none.",
    };

    public static string NextStep(Verdict verdict) => verdict switch
    {
        Verdict.Issued => "Compare the details below with the package in your hand.",
        Verdict.Caution => "Compare the details below with the package, and ask the brand or the shop before you rely on it.",
        Verdict.NotActivated => "If you have just bought this, ask the brand or the shop: goods on sale should have been reported.",
        Verdict.Recalled => "Do not use it. Ask the shop or the brand what to do.",
        Verdict.Retired => "If you have just bought this as new, ask the brand.",
        _ => "Scan the label once more in good light, or type GTIN and serial by hand. If the answer stays the same, ask the brand named on the package.",
    };

    /// <summary>How often the code was checked, for this person.</summary>
    public static string Count(VerifiedScan scan) => scan switch
    {
        { Ordinal: 1, YourEarlierScans: 0 } => "This is the first check of this code.",
        { YourEarlierScans: > 0 } => $"You have checked this code before. It was checked {Times(scan.Ordinal)} in all.",
        _ => $"This is check number {scan.Ordinal.ToString(CultureInfo.InvariantCulture)} of this code.",
    };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Serials of codes made here are read in groups of four.</summary>
    public static IEnumerable<string> Groups(string serial) => serial.Length is 12 or 20
        ? serial.Chunk(4).Select(group => new string(group))
        : [serial];

    public static string Kind(Verdict verdict) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());

    private static string BrandOf(VerifyResponse response) => response.Product?.Brand ?? "The brand";

    private static string Times(long count) => count == 1 ? "once" : $"{count.ToString(CultureInfo.InvariantCulture)} times";
}
