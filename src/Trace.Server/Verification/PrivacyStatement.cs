using Trace.Server.Brands;

namespace Trace.Server.Verification;

/// <summary>What is recorded of a check and of nothing else: the one source of the page for people and of the document for machines.</summary>
/// <param name="Collected">What a check may leave behind.</param>
/// <param name="NotCollected">What it never leaves behind.</param>
/// <param name="Purposes">What it is used for.</param>
/// <param name="Retention">How long each brand keeps single checks.</param>
/// <param name="KeptLonger">What stays after that.</param>
/// <param name="Rights">What a person can ask for, and whom.</param>
public sealed record PrivacyStatement(
    IReadOnlyList<CollectedData> Collected,
    IReadOnlyList<string> NotCollected,
    IReadOnlyList<string> Purposes,
    IReadOnlyList<BrandRetention> Retention,
    string KeptLonger,
    IReadOnlyList<string> Rights)
{
    public const string PagePath = "/privacy";
    public const string DocumentPath = "/.well-known/trace-privacy.json";

    private static readonly PrivacyStatement Table = new(
        [
            new("time", "When a code was checked", "Always."),
            new("answer", "Which code it was, and what we answered", "Always, for a code that the brand issued. Other codes are only counted, by brand and hour."),
            new("place", "Where, rounded to a hundredth of a degree (about a kilometre), and how exact that is: as your phone says; else roughly, from the region and country of your network", "Exactly only if an app sends it with your permission; this page never asks for it. Roughly only where the operator has a list of networks."),
            new("network", "What kind of network it was (fixed, mobile, relay), and a number derived from the network, not from your address in it, for this one code. Its secret changes every week, so checks of different codes cannot be joined by it", "Always. It shows when many checks come from one place of the net."),
            new("device", "A number derived from the device for this one code. It differs from code to code, and its secret changes every 60 days, so checks of different codes cannot be joined by it", "If there is a cookie or an app's own number."),
            new("cookie", $"A random number in your browser, named {DeviceCookie.Name}, for {DeviceCookie.KeptDays} days. We do not store it; it tells your own repeats from other people's checks", "When you open a label's page. Without it everything works; your repeats count as checks."),
            new("seen", $"A second cookie, named {SeenMark.Name}, for {DeviceCookie.KeptDays} days: the day of a check in this browser that we could answer, with a seal. We do not store it; it lets you go on when others flood us with guesses", "When a check of yours could be answered."),
        ],
        [
            "Your name, account or e-mail address",
            "Your network address",
            "The kind of phone or browser you use",
            "What you did on other sites: nothing is loaded from others but the brand's own picture of its product, and it is not told which page asks",
        ],
        [
            "To tell you how often a code was checked, and when first",
            "To find copied labels: one code checked in many places, or more often than one thing could be",
        ],
        [],
        "How often a code was checked, and when first and last, stay for as long as the code is answered. They name no person, device or place. How many codes of a batch were seen in a city or country is counted together, and made anew without them at most 30 days after checks are removed.",
        [
            "Ask the brand named on the package: it decides how long checks are kept, and answers for them.",
            "What is stored names no person, so nobody can look up which checks were yours.",
            "You can delete the cookies in your browser at any time, or refuse them.",
            "You can complain to the data protection authority where you live.",
        ]);

    public static PrivacyStatement Of(IEnumerable<ScanRetentionRow> brands) =>
        Table with { Retention = [.. brands.Select(row => new BrandRetention(row.Name, row.ScanRetentionDays))] };
}

/// <summary>One thing that a check may leave behind.</summary>
/// <param name="Name">A stable word.</param>
/// <param name="What">What it is.</param>
/// <param name="When">Under which condition.</param>
public sealed record CollectedData(string Name, string What, string When);

/// <summary>How long one brand keeps single checks.</summary>
/// <param name="Brand">The brand's name.</param>
/// <param name="ScanDays">In days.</param>
public sealed record BrandRetention(string Brand, long ScanDays);
