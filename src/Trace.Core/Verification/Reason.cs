namespace Trace.Core.Verification;

/// <summary>Why a verdict is what it is: a stable word for programs and a sentence for people.</summary>
/// <remarks>Sentences say what was checked and what was seen; none says that a product is genuine or fake.</remarks>
public sealed record Reason(string Code, string Text)
{
    public static Reason NotACode(string problem) => new("not_a_code", problem);

    public static Reason UnknownGtin(string gtin) => new("unknown_gtin", $"No brand here has registered a product with GTIN {gtin}.");

    public static Reason UnknownKey(int keyId) => new("unknown_key", $"No signing key here has the number {keyId}.");

    public static readonly Reason WrongKey = new("wrong_key", "The key that signed this code does not sign for this product or batch.");

    public static readonly Reason KeyRevoked = new("key_revoked", "The key that signed this code was revoked, and the brand has no earlier record of this code.");

    public static readonly Reason SignatureInvalid = new("signature_invalid", "The signature does not match what the code says; something in it was changed or misread.");

    public static readonly Reason MacInvalid = new("mac_invalid", "The check characters at the end of the serial do not match; something in it was changed or misread.");

    public static readonly Reason UnknownSerial = new("unknown_serial", "The brand has no record of issuing this serial for this product.");

    public static readonly Reason Recalled = new("recalled", "The brand has recalled this unit. Do not use it; contact the brand.");

    public static readonly Reason Retired = new("retired", "The brand has recorded this unit as sold, used up or taken out of the market.");

    public static readonly Reason NotActivated = new("not_activated", "The brand issued this code but has not recorded it as applied to a product yet.");

    public static readonly Reason ReportedSpoiled = new("reported_spoiled", "This label was reported as spoiled and should not be on a product.");

    public static readonly Reason ReportedUnused = new("reported_unused", "This label was reported as unused and should not be on a product.");

    public static readonly Reason ReportedLost = new("reported_lost", "This label was reported as lost.");

    public static readonly Reason ReportedStolen = new("reported_stolen", "This label was reported as stolen.");

    public static readonly Reason CopiedCode = new("copied_code", "This code was checked in places and at times that one product can hardly explain. More than one product may carry it.");

    public static readonly Reason SharedOnline = new("shared_online", "This code was checked by many people in many countries within days. A picture of it may have gone around; compare the code with the package in your hands.");

    /// <summary>The brand's own words, or ours.</summary>
    public static Reason Blocked(string? text) => text == null ? BlockedWithoutText : new("blocked", text);

    private static readonly Reason BlockedWithoutText =
        new("blocked", "The brand looked into this code and asks for care with whatever carries it. Ask the brand before you use it.");

    public static Reason Expired(string expiry) => new("expired", $"The expiry date of this unit, {expiry}, has passed.");

    public static readonly Reason DataMismatch = new("data_mismatch", "The code shows a lot or a date that is not the one the brand recorded for this unit.");

    public static readonly Reason SignatureMissing = new("signature_missing", "This label should carry a signature, but the scanned code has none.");

    public static readonly Reason Specimen = new("specimen", "This is a test label (specimen), not one for goods on sale.");
}
