using System.Globalization;
using Trace.Core.Verification;

namespace Trace.Cli.Verification;

/// <summary>How many codes had which outcome, and where the first of the worst is.</summary>
internal sealed class Tally
{
    /// <summary>From harmless to worst.</summary>
    private static readonly OfflineOutcome[] BySeverity =
        [OfflineOutcome.Valid, OfflineOutcome.CheckOnline, OfflineOutcome.UnknownKey, OfflineOutcome.NotACode, OfflineOutcome.Invalid];

    private readonly long[] _counts = new long[BySeverity.Length];
    private readonly (long Line, string Sentence)[] _first = new (long, string)[BySeverity.Length];

    public long Total => _counts.Sum();

    public OfflineOutcome Worst => BySeverity[Math.Max(0, Array.FindLastIndex(_counts, count => count > 0))];

    /// <summary>The first code of the worst outcome.</summary>
    public (long Line, string Sentence) FirstWorst => _first[Rank(Worst)];

    public int ExitCode => Worst switch
    {
        OfflineOutcome.Valid => Cli.ExitCode.Ok,
        OfflineOutcome.CheckOnline => Cli.ExitCode.CheckOnline,
        _ => Cli.ExitCode.NotValid,
    };

    public long Count(OfflineOutcome outcome) => _counts[Rank(outcome)];

    public void Add(CheckedCode code, long line)
    {
        var rank = Rank(code.Outcome);
        if (_counts[rank]++ == 0)
            _first[rank] = (line, code.Outcome == OfflineOutcome.Valid ? "" : code.Sentence);
    }

    /// <summary>Adds the tally of lines that come after all of this one's.</summary>
    public void Add(Tally later)
    {
        for (var rank = 0; rank < _counts.Length; rank++)
        {
            if (_counts[rank] == 0)
                _first[rank] = later._first[rank];
            _counts[rank] += later._counts[rank];
        }
    }

    /// <summary>One sentence on all, and one on the first of the worst: <paramref name="place"/> says what its number counts.</summary>
    public string Describe(string place)
    {
        var parts = BySeverity.Where(outcome => Count(outcome) > 0)
            .Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{Count(outcome):N0} {Words.Spoken(outcome)}"));
        var all = string.Create(CultureInfo.InvariantCulture, $"{Words.Count(Total, "code")}: {string.Join(", ", parts)}.");
        return Worst == OfflineOutcome.Valid ? all : $"{all} First of the worst: {place} {FirstWorst.Line}, {FirstWorst.Sentence}";
    }

    private static int Rank(OfflineOutcome outcome) => Array.IndexOf(BySeverity, outcome);
}
