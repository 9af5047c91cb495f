using System.Globalization;
using Trace.Cli.Terminal;
using Trace.Core.Codes;
using Trace.Core.Verification;

namespace Trace.Cli.Verification;

/// <summary>One code and what can be said of it offline.</summary>
/// <param name="Text">As it was read.</param>
/// <param name="Verdict">What the check said.</param>
/// <param name="Brand">Whose key signed it; null unless the signature holds.</param>
/// <param name="KeyStatus">Of the key the code names, if it is known.</param>
internal sealed record CheckedCode(string Text, OfflineVerdict Verdict, string? Brand, KeyStatus? KeyStatus)
{
    /// <summary>Printed when the signature holds; a photocopy of the label holds as well.</summary>
    private const string CopyNote = "A copy of the label passes this check too.";

    public static CheckedCode Of(KeyRing keys, string text)
    {
        var verdict = text.Length > CodeReader.MaxLength
            ? new OfflineVerdict(OfflineOutcome.NotACode, "not_a_code", $"The text has more than {CodeReader.MaxLength} characters; no code has.", null, null)
            : OfflineVerifier.Verify(keys, text);
        var key = verdict.KeyId is { } id && keys.TryFind(id, out var found) ? found : null;
        return new CheckedCode(text, verdict, verdict.Outcome is OfflineOutcome.Valid or OfflineOutcome.CheckOnline ? key?.Brand : null, key?.Status);
    }

    public OfflineOutcome Outcome => Verdict.Outcome;

    /// <summary>A sentence that begins with the outcome.</summary>
    public string Sentence => Outcome == OfflineOutcome.Valid
        ? $"{Words.Spoken(Outcome)}: {Verdict.Text} {CopyNote}"
        : $"{Words.Spoken(Outcome)}: {Verdict.Text}";

    public string? Gtin => Verdict.Code?.Gtin.Value;

    public string? Serial => Verdict.Code?.Serial;

    public string? Lot => Verdict.Code?.Lot;

    /// <summary>AI (17) as the code says it: YYYY-MM-DD, or YYYY-MM for the end of a month.</summary>
    public string? Expiry
    {
        get
        {
            var value = Verdict.Code?.Attributes.FirstOrDefault(attribute => attribute.Ai == "17").Value;
            return value != null && Gs1Date.TryParse(value, TimeProvider.System.GetUtcNow().Year, out var day)
                ? day.ToString(value.EndsWith("00", StringComparison.Ordinal) ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
        }
    }

    public void WriteFacts(Output output) => output.Facts(
    [
        ("GTIN", Gtin),
        ("Serial", Serial),
        ("Lot", Lot),
        ("Expiry", Expiry),
        ("Key", Verdict.KeyId is not { } id ? null : KeyStatus is { } status ? $"{id} ({Words.Of(status)})" : $"{id}"),
        ("Brand", Brand),
    ]);
}
