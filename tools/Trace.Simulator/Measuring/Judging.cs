using Trace.Simulator.Detectors;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Measuring;

/// <summary>What one detector said of a unit, scan by scan.</summary>
internal sealed class Judging(IDetector detector)
{
    private readonly List<Judgement> _judgements = [];

    public IReadOnlyList<Judgement> Judgements => _judgements;

    public double Highest { get; private set; }

    public void Judge(UnitHistory history)
    {
        _judgements.Clear();
        Highest = double.NegativeInfinity;
        object? state = null;
        foreach (var scan in history.Scans)
        {
            var judgement = detector.Step(state, scan, history.Facts);
            state = judgement.State;
            Highest = Math.Max(Highest, judgement.Score);
            // Only the last state is needed.
            _judgements.Add(judgement with { State = null });
        }
    }

    /// <summary>The scan with which it is found; -1 if it is not.</summary>
    public int FoundWith(double threshold) => Highest < threshold ? -1 : _judgements.FindIndex(judgement => judgement.Score >= threshold);
}
