using Trace.Core.Detection;

namespace Trace.Server.Verification;

/// <summary>The stored scans of units whose evidence a group of scans makes again: each unit's are read once, and those of the group are put among them.</summary>
/// <param name="read">A unit's newest scans, with those of the group.</param>
public sealed class KeptScans(Func<long, Task<IReadOnlyList<ScanRow>>> read)
{
    private readonly Dictionary<long, KeptUnit> _byUnit = [];

    /// <summary>Puts a scan where its time is, and says what its unit's history was with it.</summary>
    internal async ValueTask<UnitEvidence> AddAsync(ScanToStore scan, Sighting sighting) => (await OfAsync(scan)).Add(sighting);

    /// <summary>What a scan's unit has for evidence now.</summary>
    internal async ValueTask<UnitEvidence> NowAsync(ScanToStore scan) => (await OfAsync(scan)).Now;

    /// <summary>The same; null for a unit that nobody asked for.</summary>
    internal UnitEvidence? FindNow(long unitId) => _byUnit.GetValueOrDefault(unitId)?.Now;

    private async ValueTask<KeptUnit> OfAsync(ScanToStore scan)
    {
        if (!_byUnit.TryGetValue(scan.UnitId, out var unit))
            _byUnit.Add(scan.UnitId, unit = new KeptUnit(await read(scan.UnitId), scan.Markets));
        return unit;
    }
}

/// <summary>A unit's scans in the order of their times. A scan among them makes anew only what comes after it, and that when somebody asks.</summary>
internal sealed class KeptUnit
{
    /// <summary>So far apart folds are remembered.</summary>
    private const int Step = 256;

    private readonly IReadOnlyList<string> _markets;
    private readonly List<Sighting> _scans;

    /// <summary>Folds of the first so many scans, fewest first.</summary>
    private readonly List<(int Count, UnitEvidence Evidence)> _folds = [(0, UnitEvidence.None)];

    public KeptUnit(IReadOnlyList<ScanRow> scans, IReadOnlyList<string> markets)
    {
        _markets = markets;
        _scans = [.. scans.Select(Sightings.Of)];
        _scans.Sort(Sightings.ByTime);
    }

    public UnitEvidence Now => Fold(_scans.Count);

    public UnitEvidence Add(in Sighting scan)
    {
        var place = _scans.BinarySearch(scan, Sightings.ByTime);
        if (place < 0)
            place = ~place;
        _scans.Insert(place, scan);
        _folds.RemoveAll(fold => fold.Count > place);
        return Fold(place + 1);
    }

    /// <param name="end">At least as many as are remembered.</param>
    private UnitEvidence Fold(int end)
    {
        var (count, evidence) = _folds[^1];
        while (count < end)
        {
            evidence = evidence.With(_scans[count++], _markets);
            if (count == end || count % Step == 0)
                Remember(count, evidence);
        }

        return evidence;
    }

    private void Remember(int count, UnitEvidence evidence)
    {
        if (_folds[^1].Count % Step != 0)
            _folds.RemoveAt(_folds.Count - 1);
        _folds.Add((count, evidence));
    }
}
