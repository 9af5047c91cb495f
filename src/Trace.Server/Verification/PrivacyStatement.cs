using System.Globalization;
using Trace.Server.Brands;
using Trace.Server.Web.Consumer;

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

    /// <summary>In English for programs, and in the language of a page.</summary>
    /// <param name="say">The language.</param>
    /// <param name="brands">How long each brand keeps checks.</param>
    /// <param name="reportDays">How long reports are kept.</param>
    /// <param name="caseDays">How long answers of sellers are kept after their case was closed.</param>
    public static PrivacyStatement Of(Wording say, IEnumerable<ScanRetentionRow> brands, int reportDays, int caseDays) => new(
        [
            Data(say, "time"), Data(say, "answer"), Data(say, "place"), Data(say, "network"), Data(say, "device"),
            Data(say, "cookie", DeviceCookie.Name), Data(say, "seen", SeenMark.Name),
            Data(say, "claim"),
            new CollectedData("report", say["privacy.report.what"], say.With("privacy.report.when", ("days", say.Count("privacy.days", reportDays)))),
            new CollectedData("reply", say["privacy.reply.what"], say.With("privacy.reply.when", ("days", say.Count("privacy.days", caseDays)))),
        ],
        All(say, "privacy.not."),
        All(say, "privacy.for."),
        [.. brands.Select(row => new BrandRetention(row.Name, row.ScanRetentionDays))],
        say["privacy.kept_longer"],
        All(say, "privacy.right."));

    private static CollectedData Data(Wording say, string name, string? cookie = null) => new(
        name,
        say.With($"privacy.{name}.what", ("name", cookie ?? ""), ("days", DeviceCookie.KeptDays.ToString(CultureInfo.InvariantCulture))),
        say[$"privacy.{name}.when"]);

    /// <summary>The texts that are numbered behind this beginning.</summary>
    private static List<string> All(Wording say, string beginning) =>
        [.. Enumerable.Range(1, int.MaxValue).Select(number => say.Find(string.Create(CultureInfo.InvariantCulture, $"{beginning}{number}"))).TakeWhile(text => text != null).OfType<string>()];
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
