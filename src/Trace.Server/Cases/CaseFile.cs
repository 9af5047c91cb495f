namespace Trace.Server.Cases;

/// <summary>Everything of a case, opened: what a dossier and an evidence pack are made of.</summary>
/// <param name="Basis">Rights, listings with captures, the test purchase, and what the list of sellers says today.</param>
public sealed record CaseFile(
    CaseRow Case,
    CaseSubjects Subjects,
    CaseWords Words,
    CaseSeller Seller,
    string Brand,
    CaseBasis Basis,
    IReadOnlyList<(StepRow Row, StepWords Words)> Steps,
    IReadOnlyList<(TextRow Row, TextContent Content)> Texts,
    IReadOnlyList<(AnswerRow Row, AnswerWords Words)> Answers)
{
    /// <summary>Records of the transparency log: of steps, answers and captures.</summary>
    public IEnumerable<long> Records =>
        [.. Steps.Select(step => step.Row.RecordId).OfType<long>(), .. Answers.Select(answer => answer.Row.RecordId).OfType<long>(), .. Basis.Captures.Select(capture => capture.LogRecord), .. Basis.Purchase?.Entries.Select(entry => entry.LogRecord) ?? []];
}
