using Trace.Simulator.Goods;

namespace Trace.Simulator.Measuring;

/// <summary>Of one copier.</summary>
internal sealed class CopierResult(double[][] thresholds)
{
    public long Codes { get; set; }

    public long Scanned { get; set; }

    /// <summary>Codes of which two objects were scanned: more cannot be found by looking at one code.</summary>
    public long TwoObjects { get; set; }

    /// <summary>Of each detector one for each threshold.</summary>
    public Found[][] Detectors { get; } = thresholds.Select(ofOne => ofOne.Select(threshold => new Found(threshold)).ToArray()).ToArray();

    public void Add(CopierResult other)
    {
        (Codes, Scanned, TwoObjects) = (Codes + other.Codes, Scanned + other.Scanned, TwoObjects + other.TwoObjects);
        for (var i = 0; i < Detectors.Length; i++)
        {
            for (var j = 0; j < Detectors[i].Length; j++)
                Detectors[i][j].Add(other.Detectors[i][j]);
        }
    }

    /// <summary>At one threshold.</summary>
    internal sealed class Found(double threshold)
    {
        private readonly List<int> _scans = [];
        private readonly List<double> _days = [];

        public double Threshold => threshold;

        public long Codes => _scans.Count;

        /// <summary>Buyers of copies who scanned, and those warned at their own first scan.</summary>
        public long Buyers { get; private set; }

        public long Warned { get; private set; }

        /// <summary>Codes by what they were last called at the shipped threshold.</summary>
        public Dictionary<string, long> Kinds { get; } = new(StringComparer.Ordinal);

        /// <summary>Scans of the code until it was found, that one included.</summary>
        public double? MedianScans => _scans.Count == 0 ? null : Median(_scans.Select(scans => (double)scans));

        /// <summary>Days from the first sale of a copy.</summary>
        public double? MedianDays => _days.Count == 0 ? null : Median(_days);

        public void Add(UnitHistory history, Judging judging)
        {
            var found = judging.FoundWith(threshold);
            if (found >= 0)
            {
                _scans.Add(found + 1);
                _days.Add(Math.Max(0, Clock.DaysBetween(history.BeganAt, history.Scans[found].Seen.At)));
            }

            if (judging.Judgements.LastOrDefault(judgement => judgement.Kind != null).Kind is { } kind)
                Kinds[kind] = Kinds.GetValueOrDefault(kind) + 1;
            var buyers = new HashSet<int>();
            for (var i = 0; i < history.Scans.Count; i++)
            {
                if (history.Scans[i] is not { Item: > Scan.Genuine, Why: Role.Holder } scan || !buyers.Add(scan.Person))
                    continue;
                Buyers++;
                Warned += judging.Judgements[i].PersonScore >= threshold ? 1 : 0;
            }
        }

        public void Add(Found other)
        {
            _scans.AddRange(other._scans);
            _days.AddRange(other._days);
            (Buyers, Warned) = (Buyers + other.Buyers, Warned + other.Warned);
            foreach (var (kind, count) in other.Kinds)
                Kinds[kind] = Kinds.GetValueOrDefault(kind) + count;
        }

        private static double Median(IEnumerable<double> values)
        {
            var sorted = values.Order().ToArray();
            return sorted[sorted.Length / 2];
        }
    }
}
