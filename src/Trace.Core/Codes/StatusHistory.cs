namespace Trace.Core.Codes;

/// <summary>The status of every unit of a batch at any time: all reports, of which <see cref="StatusTimeline"/> knows the last.</summary>
/// <remarks>Built in O(n log n), asked in O(log n + k), where k reports name the unit. The sorted reports are a tree: the middle of a range is its root.</remarks>
public sealed class StatusHistory
{
    private readonly StatusReport[] _reports;
    private readonly long[] _highestTo;
    private readonly UnitStatus _initial;

    /// <param name="reports">In any order.</param>
    /// <param name="initial">The status of units nobody reported on.</param>
    public StatusHistory(IEnumerable<StatusReport> reports, UnitStatus initial)
    {
        _reports = [.. reports.OrderBy(report => report.From)];
        _highestTo = new long[_reports.Length];
        _initial = initial;
        Climb(0, _reports.Length);
    }

    /// <summary>How many reports.</summary>
    public int Count => _reports.Length;

    /// <summary>The status of one unit at a time (Unix milliseconds): the latest report of then or before.</summary>
    public UnitStatus Of(long index, long time)
    {
        var latest = new StatusReport(0, 0, _initial, long.MinValue, Entry: 0);
        Find(0, _reports.Length, index, time, ref latest);
        return latest.Status;
    }

    private long Climb(int from, int to)
    {
        if (from >= to)
            return -1;
        var root = (from + to) / 2;
        return _highestTo[root] = Math.Max(_reports[root].To, Math.Max(Climb(from, root), Climb(root + 1, to)));
    }

    private void Find(int from, int to, long index, long time, ref StatusReport latest)
    {
        if (from >= to)
            return;
        var root = (from + to) / 2;
        if (_highestTo[root] < index)
            return;
        Find(from, root, index, time, ref latest);
        ref readonly var report = ref _reports[root];
        if (report.From > index)
            return;
        if (report.To >= index && report.At <= time && (report.At, report.Entry).CompareTo((latest.At, latest.Entry)) > 0)
            latest = report;
        Find(root + 1, to, index, time, ref latest);
    }
}
