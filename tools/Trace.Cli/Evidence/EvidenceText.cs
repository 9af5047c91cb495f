using System.Globalization;
using Trace.Cli.Terminal;
using Trace.Core.Evidence;

namespace Trace.Cli.Evidence;

/// <summary>What was found in a pack, in words: what was checked, and what was not.</summary>
internal static class EvidenceText
{
    private const int MostFaults = 100;

    public static void Write(Output output, string file, EvidenceReport report)
    {
        output.Line(report.Outcome switch
        {
            EvidenceOutcome.Valid => $"{file}: everything that was checked holds, and you know who vouches for it.",
            EvidenceOutcome.NotTrusted => $"{file}: internally consistent, but {Missing(report)}. Anybody can make a pack that agrees with itself.",
            _ => $"{file}: invalid, {Words.Count(report.Faults.Count, "fault")}. Nothing else it says can be relied on.",
        });
        foreach (var fault in report.Faults.Take(MostFaults))
            output.Line($"  {fault.Place}: {fault.Problem}");
        if (report.Faults.Count > MostFaults)
            output.Line("  and others.");
        if (report.Outcome == EvidenceOutcome.Invalid)
            return;

        var manifest = report.Manifest!;
        output.Facts(
        [
            ("Case", manifest.Case),
            ("Made", $"{Time(manifest.MadeAt)}, as the signer says"),
            ("Signer", $"{NameOf(manifest.Signer)}, {Given(report.IsSignerTrusted)}; signed every byte of the file"),
            ("Files", $"{Words.Count(manifest.Files.Count, "file")}, as the manifest lists them: size and SHA-256"),
            ("Log", manifest.Log is null ? null : $"{NameOf(manifest.Log)}, {Given(report.IsLogTrusted)}; {Words.Count(report.Records.Count, "record")} in it"),
            ("Witnesses", string.Join(", ", report.Witnesses)),
            .. report.Timestamps.Select(timestamp => ("Timestamp", (string?)Sentence(timestamp, report.HasTimestampRoots))),
        ]);
        output.Line("Not checked:");
        foreach (var sentence in NotChecked(report))
            output.Line($"  {sentence}");
    }

    public static IReadOnlyList<string> NotChecked(EvidenceReport report)
    {
        if (report.Outcome == EvidenceOutcome.Invalid)
            return [];
        var sentences = new List<string> { "Whether what the files show is true.", "Whether a key or certificate was revoked: that needs the network." };
        if (report.Timestamps.Count == 0)
            sentences.Add("When the pack was made: it has no timestamp, only the signer's word.");
        else if (!report.HasTimestampRoots)
            sentences.Add("Who the timestamp authority is: give its root with --tsa-root.");
        if (report.Records.Count > 0)
            sentences.Add("Whether the log shows everybody the same history: that takes witnesses, or an audit of the log.");
        return sentences;
    }

    /// <summary>The first thing that keeps a consistent pack from being vouched for.</summary>
    private static string Missing(EvidenceReport report) =>
        !report.IsSignerTrusted ? "signer not trusted: its key is none you gave (--key)"
        : report.Records.Count > 0 && !report.IsLogTrusted ? "log not trusted: its key is none you gave (--key)"
        : "no timestamp leads to a root you gave";

    private static string Sentence(CheckedTimestamp timestamp, bool hasRoots) =>
        $"{Time(timestamp.Time)} by {timestamp.Authority}{(timestamp.IsTrusted ? ", which leads to a root you gave" : hasRoots ? ", which leads to no root you gave" : "")}";

    private static string Given(bool isTrusted) => isTrusted ? "a key you gave" : "not a key you gave";

    private static string NameOf(string key) => key[..key.IndexOf('+', StringComparison.Ordinal)];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
