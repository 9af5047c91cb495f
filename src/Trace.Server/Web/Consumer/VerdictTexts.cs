using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>What the page says for each verdict. Every sentence says what was checked or seen; none judges the product.</summary>
public static class VerdictTexts
{
    public static string Heading(Wording say, VerifyResponse response) => response.Verdict == Verdict.NotIssued
        ? say[response.Reasons[0].Code switch
        {
            "not_a_code" => "verdict.not_a_code",
            "signature_invalid" => "verdict.signature_invalid",
            _ => "verdict.no_record",
        }]
        : say.With($"verdict.{Kind(response.Verdict)}", ("brand", response.Product?.Brand ?? ""));

    public static string NextStep(Wording say, VerifyResponse response) => say[response.Verdict == Verdict.NotIssued
        // Typed by hand a code carries no signature, so what the label says of lot and expiry would pass unchecked.
        ? response.Reasons.Contains(Reason.SignatureInvalid) ? "next.signature_invalid" : "next.no_record"
        : $"next.{Kind(response.Verdict)}"];

    /// <summary>A reason in words. What a brand wrote itself stays as it wrote it; what is wrong with a text that is no code is said exactly in English alone.</summary>
    public static string Of(Wording say, Reason reason, VerifyResponse response) =>
        say.Language == Language.English || IsOfBrand(reason) ? reason.Text
        : reason.Code == "expired" ? say.With("reason.expired", ("date", response.Unit?.Expiry ?? ""))
        : say.Find($"reason.{reason.Code}") ?? reason.Text;

    /// <summary>Whether the brand wrote it.</summary>
    public static bool IsOfBrand(Reason reason) => reason.Code == "blocked" && reason != Reason.Blocked(text: null);

    /// <summary>How often the code was checked, for this person.</summary>
    public static string Count(Wording say, VerifiedScan scan) => scan switch
    {
        { YourEarlierScans: > 0 } => say["count.again"],
        { Ordinal: 1 } => say["count.first"],
        _ => say.Number("count.number", scan.Ordinal),
    };

    /// <summary>What came before. A re-check has the number of the check it repeats, so its number is no total.</summary>
    public static string Before(Wording say, VerifiedScan scan) =>
        scan.YourEarlierScans > 0 ? say.Number("count.repeat", scan.Ordinal) : say.Count("count.before", scan.Ordinal - 1);

    /// <summary>When, and as far as it is known in which country, the code was checked first.</summary>
    public static string First(Wording say, VerifyResponse response) => say.At(response.Scan!.FirstScannedAt, response.Page?.FirstCountry);

    /// <summary>Serials of codes made here are read in groups of four; a brand's own stay as the brand writes them.</summary>
    public static IEnumerable<string> Groups(string serial) =>
        serial.Length is 12 or 20 && serial.All(CrockfordBase32.Alphabet.Contains)
            ? serial.Chunk(4).Select(group => new string(group))
            : [serial];

    public static string Kind(Verdict verdict) =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());
}
