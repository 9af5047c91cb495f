namespace Trace.Simulator.Goods;

/// <summary>A unit and all scans of its code, by time.</summary>
internal sealed class UnitHistory
{
    public UnitFacts Facts { get; set; }

    public List<Scan> Scans { get; } = [];

    /// <summary>Whether a picture of the code was posted online.</summary>
    public bool IsPosted { get; set; }

    /// <summary>When the first copy was sold or the first goods moved, Unix milliseconds; for the days until it is found.</summary>
    public long BeganAt { get; set; } = long.MaxValue;

    public void Sort() => Scans.Sort((one, other) => one.Seen.At != other.Seen.At ? one.Seen.At.CompareTo(other.Seen.At) : one.Person.CompareTo(other.Person));

    /// <summary>How many objects were scanned at all.</summary>
    public int ScannedObjects()
    {
        var (first, others) = (Scan.Nothing, new HashSet<int>());
        foreach (var scan in Scans)
        {
            if (scan.Item == Scan.Nothing || scan.Item == first)
                continue;
            if (first == Scan.Nothing)
                first = scan.Item;
            else
                others.Add(scan.Item);
        }

        return first == Scan.Nothing ? 0 : 1 + others.Count;
    }
}
