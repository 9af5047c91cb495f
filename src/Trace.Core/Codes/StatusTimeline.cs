namespace Trace.Core.Codes;

/// <summary>One report: from this time on, these units (inclusive) have this status.</summary>
/// <param name="From">First index.</param>
/// <param name="To">Last index, inclusive.</param>
/// <param name="Status">The status.</param>
/// <param name="At">When it took effect, Unix milliseconds UTC.</param>
/// <param name="Entry">Order of recording; decides between reports of the same time.</param>
public readonly record struct StatusReport(long From, long To, UnitStatus Status, long At, long Entry);

/// <summary>A run of units that share a status.</summary>
public readonly record struct StatusRun(long From, long To, UnitStatus Status, long At);

/// <summary>The status of every unit of a batch, from reports that may overlap: the later report holds.</summary>
/// <remarks>Built once in O(n log n), asked in O(log n); memory goes with the number of runs, not of units.</remarks>
public sealed class StatusTimeline
{
    private readonly StatusRun[] _runs;
    private readonly UnitStatus _initial;

    private StatusTimeline(StatusRun[] runs, UnitStatus initial, long lastEntry)
    {
        _runs = runs;
        _initial = initial;
        LastEntry = lastEntry;
    }

    /// <summary>The newest report in it; 0 when there is none.</summary>
    public long LastEntry { get; }

    /// <summary>Reported runs by index, not overlapping; units outside them have the initial status.</summary>
    public IReadOnlyList<StatusRun> Runs => _runs;

    /// <param name="reports">In any order.</param>
    /// <param name="initial">The status of units nobody reported on.</param>
    public static StatusTimeline Build(IEnumerable<StatusReport> reports, UnitStatus initial)
    {
        var byStart = reports.OrderBy(report => report.From).ToArray();
        var lastEntry = byStart.Length == 0 ? 0 : byStart.Max(report => report.Entry);
        return new StatusTimeline([.. Lay(byStart)], initial, lastEntry);
    }

    /// <summary>The same with reports that were recorded after those in it. Costs what they touch, and a copy.</summary>
    public StatusTimeline With(IReadOnlyList<StatusReport> later)
    {
        if (later.Count == 0)
            return this;
        var from = later.Min(report => report.From);
        var to = later.Max(report => report.To);
        var first = FirstEndingAtOrAfter(from);
        var end = first;
        while (end < _runs.Length && _runs[end].From <= to)
            end++;

        // What holds so far counts as recorded before.
        var touched = _runs[first..end].Select(run => new StatusReport(run.From, run.To, run.Status, run.At, Entry: 0));
        var runs = new List<StatusRun>(_runs.Length + later.Count);
        runs.AddRange(_runs.AsSpan(0, first));
        foreach (var run in Lay([.. touched.Concat(later).OrderBy(report => report.From)]))
            Append(runs, run);
        if (end < _runs.Length)
            Append(runs, _runs[end++]);
        runs.AddRange(_runs.AsSpan(end));
        return new StatusTimeline([.. runs], _initial, Math.Max(LastEntry, later.Max(report => report.Entry)));
    }

    private static List<StatusRun> Lay(StatusReport[] byStart)
    {
        var open = new PriorityQueue<StatusReport, (long, long)>();
        var runs = new List<StatusRun>();
        var next = 0;
        var position = 0L;
        while (next < byStart.Length || open.Count > 0)
        {
            if (open.Count == 0)
                position = byStart[next].From;
            for (; next < byStart.Length && byStart[next].From <= position; next++)
                open.Enqueue(byStart[next], (-byStart[next].At, -byStart[next].Entry));

            var top = open.Peek();
            if (top.To < position)
            {
                open.Dequeue();
                continue;
            }

            // The latest open report holds until it ends or another one begins.
            var end = next < byStart.Length ? Math.Min(top.To, byStart[next].From - 1) : top.To;
            Append(runs, new StatusRun(position, end, top.Status, top.At));
            position = end + 1;
        }

        return runs;
    }

    /// <summary>The status of one unit and since when (0: since it was issued).</summary>
    public (UnitStatus Status, long At) Of(long index)
    {
        var first = FirstEndingAtOrAfter(index);
        return first < _runs.Length && _runs[first].From <= index ? (_runs[first].Status, _runs[first].At) : (_initial, 0);
    }

    /// <summary>The runs that touch an index range, cut to it.</summary>
    public IEnumerable<StatusRun> Within(long from, long to)
    {
        for (var i = FirstEndingAtOrAfter(from); i < _runs.Length && _runs[i].From <= to; i++)
            yield return _runs[i] with { From = Math.Max(_runs[i].From, from), To = Math.Min(_runs[i].To, to) };
    }

    /// <summary>How many units of a batch have each status.</summary>
    public IReadOnlyDictionary<UnitStatus, long> Count(long quantity)
    {
        var counts = new SortedDictionary<UnitStatus, long>();
        var reported = 0L;
        foreach (var run in _runs)
        {
            var length = run.To - run.From + 1;
            counts[run.Status] = counts.GetValueOrDefault(run.Status) + length;
            reported += length;
        }

        if (quantity > reported)
            counts[_initial] = counts.GetValueOrDefault(_initial) + quantity - reported;
        return counts;
    }

    private int FirstEndingAtOrAfter(long index)
    {
        var low = 0;
        var high = _runs.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].To < index)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static void Append(List<StatusRun> runs, StatusRun run)
    {
        if (runs.Count > 0 && runs[^1] is var last && last.To + 1 == run.From && last.Status == run.Status && last.At == run.At)
            runs[^1] = last with { To = run.To };
        else
            runs.Add(run);
    }
}
