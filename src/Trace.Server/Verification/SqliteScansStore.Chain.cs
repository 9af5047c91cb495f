using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>The scans of a unit one after another: each names the one before it.</summary>
internal sealed partial class SqliteScansStore
{
    /// <summary>Of some scans of a unit those that are stored, however many it has: its scans one after another, from the newest down to the last that is sought.</summary>
    /// <param name="unitId">The unit.</param>
    /// <param name="lastSequence">Its newest scan.</param>
    /// <param name="after">Where to end: this one and those before it were looked at.</param>
    /// <param name="sought">Their ids; those that are found leave it.</param>
    public List<StoredId> ListStored(long unitId, long lastSequence, long after, HashSet<long> sought)
    {
        var found = new List<StoredId>();
        for (var sequence = lastSequence; sequence > after && sought.Count > 0;)
        {
            _findScan.Bind(1, sequence);
            try
            {
                // Older ones are gone.
                if (!_findScan.Step() || _findScan.Int64(1) != unitId)
                    break;
                sequence = _findScan.Int64(0);
                if (sought.Remove(_findScan.Int64(2)))
                    found.Add(new StoredId(unitId, _findScan.Int64(2), _findScan.Int64(3), _findScan.Int64(4), _findScan.Text(5)));
            }
            finally
            {
                _findScan.Reset();
            }
        }

        return found;
    }

    /// <summary>Writes the place of one of a unit's scans, and what it makes of it.</summary>
    /// <param name="lastSequence">The unit's newest scan.</param>
    /// <param name="row">The scan, which is stored.</param>
    public void Place(long lastSequence, ScanRow row)
    {
        using var place = new SqliteStatement(_connection, PlaceSql);
        place.Bind(1, FindSequence(lastSequence, row.ScanId));
        place.Bind(2, row.Verdict);
        place.Bind(3, row.Source);
        place.Bind(4, row.Latitude);
        place.Bind(5, row.Longitude);
        place.Bind(6, row.AccuracyMeters);
        place.Run();
    }

    /// <summary>Takes scans that go out of their unit's chain. That is in the order of commits, and imported scans come in any order of time: they may be anywhere in it.</summary>
    /// <returns>The unit's newest scan then; 0 for none.</returns>
    public long Unlink(long unitId, long lastSequence, IReadOnlyCollection<ScanTimeRow> scans)
    {
        var going = scans.Select(scan => scan.Sequence).ToHashSet();
        // Where nothing is left before them the chain just ends earlier; so it is unless scans came late, however many the unit has.
        if (scans.All(scan => going.Contains(scan.Previous) || FindPrevious(unitId, scan.Previous) == null))
            return going.Contains(lastSequence) ? 0 : lastSequence;
        var (newest, after, isApart) = (lastSequence, 0L, false);
        for (var sequence = lastSequence; going.Count > 0 || isApart;)
        {
            var previous = FindPrevious(unitId, sequence);
            if (previous != null && going.Remove(sequence))
            {
                (isApart, sequence) = (true, previous.Value);
                continue;
            }

            var left = previous == null ? 0 : sequence;
            if (isApart && after == 0)
                newest = left;
            else if (isApart)
                SetPrevious(after, left);
            if (previous == null)
                break;
            (after, isApart, sequence) = (sequence, false, previous.Value);
        }

        return newest;
    }

    private long? FindPrevious(long unitId, long sequence)
    {
        _findScan.Bind(1, sequence);
        try
        {
            return _findScan.Step() && _findScan.Int64(1) == unitId ? _findScan.Int64(0) : null;
        }
        finally
        {
            _findScan.Reset();
        }
    }

    private long FindSequence(long lastSequence, long scanId)
    {
        for (var sequence = lastSequence; ;)
        {
            _findScan.Bind(1, sequence);
            try
            {
                if (!_findScan.Step())
                    throw new InvalidOperationException("The scan is not in the chain of its unit.");
                if (_findScan.Int64(2) == scanId)
                    return sequence;
                sequence = _findScan.Int64(0);
            }
            finally
            {
                _findScan.Reset();
            }
        }
    }

    private void SetPrevious(long sequence, long previous)
    {
        _setPrevious.Bind(1, sequence);
        _setPrevious.Bind(2, previous);
        _setPrevious.Run();
    }
}
