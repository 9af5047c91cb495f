using Trace.Simulator.Goods;
using Trace.Simulator.Worlds;

namespace Trace.Simulator.Detectors;

/// <summary>
/// The likelihood-ratio test that is given every scan's true person and true place, and the world's own rates. It bounds what can be seen of one code:
/// a score is the logarithm of "two or more objects" against "one object, or one whose picture was posted online".
/// </summary>
/// <remarks>
/// A person and place that are known, or new people where the object is, weigh nothing: both hypotheses expect them alike. What weighs is
/// a new person at a new place (how many copies would bring one, against companions, sale after a look in the shop, and gift), and a return:
/// somebody has the object where it was before it was seen with another person elsewhere. See <see cref="InformedRates"/> for the former.
/// </remarks>
internal sealed class InformedTest(World world) : IDetector
{
    /// <summary>Of a scan that one object cannot have: before activation.</summary>
    public const double Certain = 1e9;

    /// <summary>One object came back from a visit, at the least: no model of honest people is surer than this.</summary>
    private const double LeastVisit = 1e-4;

    /// <summary>It went on the same visit once more, and the same person scanned it there again.</summary>
    private const double NextVisit = 1e-3;

    /// <summary>How much likelier a buyer of a copy scans again than an onlooker.</summary>
    private const double OnlookerRescan = 0.2;

    private readonly InformedRates _rates = new(world);

    public string Name => "informed test";

    public double? ShippedThreshold => null;

    public bool MustSpareDiverted => true;

    public Judgement Step(object? state, in Scan scan, in UnitFacts facts)
    {
        var path = (InformedPath?)state ?? new InformedPath(_rates, scan);
        if (!facts.IsActiveAt(scan.Seen.At))
            path.IsCertain = true;
        Follow(path, scan, facts);
        path.Add(scan);
        var score = path.IsCertain ? Certain : path.Score(scan.Seen.At);
        return new Judgement(path, score, scan.Where == path.First && !path.IsCertain ? 0 : score);
    }

    private void Follow(InformedPath path, in Scan scan, in UnitFacts facts)
    {
        var isKnown = path.WasAt(scan.Person, scan.Where, out var wasHere, out var wasWithObject);
        if (scan.Where == path.Where)
        {
            if (!isKnown && path.ScansHere > 0)
                path.ShopOdds *= _rates.NewPersonInShop;
            if (isKnown && Clock.DaysBetween(path.At, scan.Seen.At) > 2 * Clock.Minute)
                Rescanned(path, scan);
        }
        else if (isKnown && (wasWithObject || path.LastPerson == scan.Person))
        {
            // They took it along.
        }
        else if (isKnown || wasHere || path.IsPlace(scan.Where))
        {
            path.Returned(Math.Log(1 / Math.Clamp(path.Visit, LeastVisit, 1)));
            path.Visit = NextVisit;
        }
        else
        {
            path.NewPlace(_rates.At(path, scan, facts));
        }
    }

    private static void Rescanned(InformedPath path, in Scan scan)
    {
        path.ShopOdds *= 0.05;
        if (scan.Where != path.First)
            path.NotAnOnlooker(Math.Log(1 / OnlookerRescan));
    }
}
