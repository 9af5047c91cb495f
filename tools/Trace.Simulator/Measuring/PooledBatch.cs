using Trace.Core.Detection;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Measuring;

/// <summary>The scans of a batch, unit by unit, and then what its pools say of them by time.</summary>
internal sealed class PooledBatch
{
    private readonly List<PoolEvent> _events = [];
    private readonly List<(long At, bool IsFirst)> _devices = [];
    private readonly List<long> _copies = [];
    private int _flagged;
    private long _firstAt = long.MaxValue;

    public int Scanned { get; private set; }

    public int OtherDevices => _devices.Count(device => !device.IsFirst);

    public void Add(UnitHistory history)
    {
        var evidence = UnitEvidence.None;
        var (isFlagged, copies) = (false, new HashSet<int>());
        foreach (var scan in history.Scans)
        {
            var after = evidence.With(scan.Seen, history.Facts.Market);
            if (evidence.ForPools(scan.Seen, after, history.Facts.Market) is { } pooled)
                _events.Add(pooled);
            if (after.Devices > evidence.Devices)
                _devices.Add((scan.Seen.At, after.Devices == 1));
            if (scan.Item > Scan.Genuine && copies.Add(scan.Item))
                _copies.Add(scan.Seen.At);
            isFlagged |= after.Kind(EvidenceSettings.Default) == EvidenceKind.CopiedCode;
            evidence = after;
        }

        Scanned++;
        _firstAt = Math.Min(_firstAt, history.Scans[0].Seen.At);
        _flagged += isFlagged ? 1 : 0;
    }

    public BatchEvidence Evidence()
    {
        SortEvents();
        return _events.Aggregate(BatchEvidence.None, (evidence, pooled) => evidence.With(pooled));
    }

    public BatchResult Judge(BatchStory story, int units, (PoolBaseline Pools, double OtherDevices) baseline, long beganAt)
    {
        SortEvents();
        var (evidence, highest, top, foundAt) = (BatchEvidence.None, 0.0, (PoolFinding?)null, (double?)null);
        var (signs, judged) = (0, 0);
        foreach (var pooled in _events)
        {
            evidence = evidence.With(pooled);
            signs += pooled.Sign == PoolSign.None ? 0 : 1;
            // As a service may: after each sign, or after each fiftieth part of them where they are many.
            if (signs - judged <= judged / 50)
                continue;
            judged = signs;
            var score = evidence.Score(baseline.Pools);
            if (score <= highest)
                continue;
            (highest, top) = (score, evidence.Findings(baseline.Pools, double.NegativeInfinity) is [var first, ..] ? first : null);
            if (score >= EvidenceSettings.Default.CopiedBatch)
                foundAt ??= pooled.At;
        }

        return new BatchResult(
            story, units, Scanned, Scanned == 0 ? 0 : Clock.DaysBetween(_firstAt, Clock.At(Clock.End)) / 365.25, highest, _flagged, Surprise(baseline.OtherDevices), foundAt,
            foundAt == null ? 0 : Math.Max(0, (foundAt.Value - beganAt) / Clock.MillisecondsADay), _copies.Count(copy => copy <= foundAt), top, evidence.ToBytes().Length);
    }

    /// <summary>By Chernoff's bound for Poisson, the highest after any scan.</summary>
    private double Surprise(double rate)
    {
        _devices.Sort();
        var (scanned, others, highest) = (0, 0, 0.0);
        foreach (var (_, isFirst) in _devices)
        {
            scanned += isFirst ? 1 : 0;
            others += isFirst ? 0 : 1;
            var expected = rate * scanned;
            if (others > expected)
                highest = Math.Max(highest, others * Math.Log(others / expected) - others + expected);
        }

        return highest;
    }

    private void SortEvents() => _events.Sort((one, other) => one.At.CompareTo(other.At));
}
