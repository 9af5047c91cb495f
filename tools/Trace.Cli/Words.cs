using System.Globalization;
using Trace.Core.Codes;
using Trace.Core.Verification;

namespace Trace.Cli;

/// <summary>The words for our enumerations in JSON and on screen.</summary>
internal static class Words
{
    public static string Of(KeyStatus status) => status switch
    {
        KeyStatus.Active => "active",
        KeyStatus.Retired => "retired",
        _ => "revoked",
    };

    public static string Of(CodeListFormat format) => format == CodeListFormat.Csv ? "csv" : "ndjson";

    /// <summary>How many of what, in English: 1 code, 1,020 codes.</summary>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");

    /// <summary>For programs.</summary>
    public static string Of(OfflineOutcome outcome) => outcome switch
    {
        OfflineOutcome.Valid => "valid",
        OfflineOutcome.Invalid => "invalid",
        OfflineOutcome.NotACode => "not_a_code",
        OfflineOutcome.UnknownKey => "unknown_key",
        _ => "check_online",
    };

    /// <summary>For people. None says what the thing in the hand is.</summary>
    public static string Spoken(OfflineOutcome outcome) => outcome switch
    {
        OfflineOutcome.Valid => "signature valid",
        OfflineOutcome.Invalid => "signature invalid",
        OfflineOutcome.NotACode => "not a code",
        OfflineOutcome.UnknownKey => "unknown key",
        _ => "check online",
    };
}
