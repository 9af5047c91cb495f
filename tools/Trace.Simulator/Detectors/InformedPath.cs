using Trace.Simulator.Geography;
using Trace.Simulator.Goods;

namespace Trace.Simulator.Detectors;

/// <summary>Where one object would have been, and the likelihoods of the other hypotheses against that.</summary>
internal sealed class InformedPath
{
    /// <summary>That it is given again, against the first time.</summary>
    private const double SecondGift = 0.02;

    private readonly InformedRates _rates;
    private readonly HashSet<(int Person, Place Where)> _scanned = [];
    private readonly HashSet<Place> _places = [];
    private readonly HashSet<int> _people = [];
    private readonly double[] _copies = new double[InformedRates.Copies.Length * InformedRates.Strategies.Length];
    private readonly PostedHypothesis _posted = new();
    private (NewPlaceRates Rates, double One)? _pending;
    private double _returns;
    private double _notOnlookers;
    private long? _copiesSince;

    public InformedPath(InformedRates rates, in Scan first)
    {
        (_rates, First, Where, FirstAt, At, NewHolderAt, ShopOdds) = (rates, first.Where, first.Where, first.Seen.At, first.Seen.At, first.Seen.At, rates.ShopOdds);
        LastPerson = first.Person;
    }

    public Place First { get; }

    public long FirstAt { get; }

    public Place Where { get; private set; }

    public long At { get; private set; }

    public int LastPerson { get; private set; }

    /// <summary>When it was first seen where it is.</summary>
    public long NewHolderAt { get; private set; }

    public int ScansHere { get; private set; }

    /// <summary>How much likelier it is to be given than one that was given before.</summary>
    public double GiftLeft { get; private set; } = 1;

    /// <summary>New places so far.</summary>
    public int Moves { get; private set; }

    /// <summary>That the only place so far is a shop, against a home.</summary>
    public double ShopOdds { get; set; }

    /// <summary>The probability, for one object, that it was only on a visit where it was last seen.</summary>
    public double Visit { get; set; } = 1;

    /// <summary>The first country outside its market in which it was seen with new people.</summary>
    public string? OtherMarket { get; set; }

    public bool IsCertain { get; set; }

    /// <param name="wasHere">They scanned at this place before.</param>
    /// <param name="wasWithObject">They scanned where the object was last seen.</param>
    /// <returns>Whether they scanned before at all.</returns>
    public bool WasAt(int person, in Place where, out bool wasHere, out bool wasWithObject)
    {
        (wasHere, wasWithObject) = (_scanned.Contains((person, where)), _scanned.Contains((person, Where)));
        return _people.Contains(person);
    }

    public bool IsPlace(in Place where) => _places.Contains(where);

    public void Returned(double weight) => _returns += weight;

    public void NotAnOnlooker(double weight) => _notOnlookers += weight;

    public void NewPlace(in NewPlaceRates rates)
    {
        var one = rates.Visit + rates.Given + rates.Sold;
        Visit = rates.Visit / one;
        GiftLeft *= 1 - (1 - SecondGift) * rates.Given / one;
        _pending = (rates, one);
    }

    public void Add(in Scan scan)
    {
        if (_pending is { } pending)
        {
            Weigh(pending.Rates, pending.One, scan.Seen.At);
            (_pending, NewHolderAt) = (null, scan.Seen.At);
            Moves++;
        }

        ScansHere = scan.Where == Where ? ScansHere + 1 : 1;
        (Where, At, LastPerson) = (scan.Where, scan.Seen.At, scan.Person);
        _scanned.Add((scan.Person, scan.Where));
        _places.Add(scan.Where);
        _people.Add(scan.Person);
    }

    public double Score(long at)
    {
        if (_copiesSince is not { } since)
            return 0;
        var expected = _rates.ExpectedCopies(Clock.DaysBetween(since, at));
        var sum = double.NegativeInfinity;
        for (var i = 0; i < _copies.Length; i++)
            sum = Logarithm.Add(sum, _copies[i] - InformedRates.Copies[i / InformedRates.Strategies.Length] * expected - Math.Log(_copies.Length));
        var other = Logarithm.Add(0, _posted.Log(at) + _returns - _notOnlookers + Math.Log(_rates.PostedBefore));
        return sum + _returns - other;
    }

    private void Weigh(in NewPlaceRates rates, double one, long at)
    {
        var isFirst = _copiesSince == null;
        _copiesSince ??= at;
        var strategies = rates.Copies.Length;
        var ofFirst = InformedRates.Copies.Select(copies => isFirst ? _rates.First(copies) : InformedRates.StillSold(Clock.DaysBetween(_copiesSince.Value, at))).ToArray();
        for (var i = 0; i < _copies.Length; i++)
            _copies[i] += Math.Log(1 + InformedRates.Copies[i / strategies] * rates.Copies[i % strategies] * ofFirst[i / strategies] / one);
        _posted.NewPlace(rates.Posted, one, at);
    }
}
