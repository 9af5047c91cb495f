using Trace.Core.Evidence;

namespace Trace.Cli.Evidence;

/// <summary>What <c>trace evidence verify --json</c> prints.</summary>
/// <param name="Outcome"><c>valid</c>, <c>not_trusted</c> or <c>invalid</c>.</param>
/// <param name="NotChecked">Sentences on what this says nothing about.</param>
internal sealed record EvidenceAnswer(
    string File,
    string Outcome,
    IReadOnlyList<EvidenceFault> Faults,
    string? Case,
    DateTimeOffset? MadeAt,
    string? Signer,
    bool SignerTrusted,
    string? Log,
    bool LogTrusted,
    IReadOnlyList<string> Witnesses,
    IReadOnlyList<ManifestFile> Files,
    IReadOnlyList<CheckedRecord> Records,
    IReadOnlyList<CheckedTimestamp> Timestamps,
    IReadOnlyList<string> NotChecked)
{
    public static EvidenceAnswer Of(string file, EvidenceReport report) => new(
        file,
        report.Outcome switch
        {
            EvidenceOutcome.Valid => "valid",
            EvidenceOutcome.NotTrusted => "not_trusted",
            _ => "invalid",
        },
        report.Faults,
        report.Manifest?.Case,
        report.Manifest?.MadeAt,
        report.Manifest?.Signer,
        report.IsSignerTrusted,
        report.Manifest?.Log,
        report.IsLogTrusted,
        report.Witnesses,
        report.Manifest?.Files ?? [],
        report.Records,
        report.Timestamps,
        EvidenceText.NotChecked(report));
}
