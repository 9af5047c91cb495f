using System.Globalization;
using Trace.Core.Enforcement;

namespace Trace.Server.Dossiers;

/// <summary>How a dossier says things: what was seen and done, and what is claimed; never what goods or a seller are.</summary>
internal static class DossierWords
{
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string? Time(DateTimeOffset? time) => time is { } at ? Time(at) : null;

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string? Day(DateOnly? day) => day is { } on ? Day(on) : null;

    public static string Size(long bytes) => bytes < 10_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:#,0} KiB");

    /// <summary>A word of a table as people read it: <c>seller_contacted</c> becomes "seller contacted".</summary>
    public static string Plain(string word) => word.Replace('_', ' ');

    public static string Exhibit(int? number) => number is { } known ? string.Create(CultureInfo.InvariantCulture, $"Exhibit {known}") : "not in this pack";

    public static string? Exhibits(IEnumerable<int> numbers) => string.Join(", ", numbers.Select(number => Exhibit(number))) is { Length: > 0 } text ? text : null;

    /// <summary>What the brand claims; a claim is no finding.</summary>
    public static string Claim(ClaimKind claim) => claim switch
    {
        ClaimKind.Unauthorized => "The goods are offered by somebody who is not on the brand's list of authorized sellers, and the brand opposes their resale on the grounds below.",
        ClaimKind.Diverted => "A unit was sold in another market than the one its batch was issued for.",
        ClaimKind.Copied => "The code of a bought unit, or a work or design of the brand, was copied.",
        ClaimKind.Counterfeit => "A bought unit that bears the brand's mark was made neither by nor for the brand. This is the conclusion of the examiner named below.",
        _ => throw new ArgumentOutOfRangeException(nameof(claim), claim, "Not a claim."),
    };

    public static string Ground(string ground) => ground switch
    {
        Statement.FirstSaleOutside => "The goods were first put on the market, by the brand or with its consent, outside the area in which that would end the right.",
        Statement.NeverSoldByOwner => "Neither the brand nor anybody with its consent put these goods on a market.",
        Statement.LegitimateReason => "The goods were changed or impaired after they were put on the market.",
        Statement.MaterialDifference => "The goods differ from those sold here in what buyers find relevant.",
        Statement.CounselAdvised => "A lawyer of the country advised.",
        _ => Plain(ground),
    };

    public static string Verdict(string? verdict) => verdict switch
    {
        null => "The unit bears no code of this system.",
        "not_issued" => "The brand did not issue this code.",
        _ => $"{Plain(verdict)} (as a check of the code answered at that time)",
    };

    public static string Finding(FindingResult result) => result switch
    {
        FindingResult.NotOfTheBrand => "made neither by nor for the brand",
        FindingResult.OfTheBrand => "made by or for the brand",
        _ => "undecided",
    };

    public static string Sign(string kind) => kind switch
    {
        "travel" => "A place too far from the last one for the time between",
        "interleaving" => "Back at a place after another place",
        "places" => "One more place",
        "devices" => "One more device",
        _ => Plain(kind),
    };
}
