using System.Collections;
using Trace.Core.Detection;
using Trace.Server.Verification;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>The scans of a unit among which late ones are put: what they say is that of a fold over all, and costs a part of it.</summary>
public sealed class KeptUnitTests
{
    [Fact]
    public void A_late_scan_is_judged_by_what_was_before_it_and_the_unit_by_all()
    {
        var scans = Enumerable.Range(0, 900).Select(Seen).ToList();
        var kept = new KeptUnit([], []);
        var known = new List<Sighting>();
        foreach (var scan in scans.Index().OrderBy(scan => scan.Index * 397 % 900).Select(scan => scan.Item))
        {
            known.Add(scan);
            var then = kept.Add(scan);
            if (known.Count % 45 == 0)
            {
                Assert.Equal(Sightings.Fold([.. known.Where(other => other.At <= scan.At)], []).ToBytes(), then.ToBytes());
                Assert.Equal(Sightings.Fold([.. known], []).ToBytes(), kept.Now.ToBytes());
            }
        }

        Assert.Equal(Sightings.Fold([.. scans], []).ToBytes(), kept.Now.ToBytes());
    }

    [Fact]
    public void Late_scans_in_the_order_of_time_cost_no_fold_each()
    {
        var (all, markets) = (new CountingMarkets(), new CountingMarkets());
        var scans = Enumerable.Range(0, 3000).Select(Seen).ToList();
        Sightings.Fold([.. scans], all);

        var kept = new KeptUnit([], markets);
        foreach (var scan in scans.Where((_, i) => i % 10 != 0))
            kept.Add(scan);
        foreach (var scan in scans.Where((_, i) => i % 10 == 0))
            kept.Add(scan);
        for (var i = 0; i < 100; i++)
            Assert.NotNull(kept.Now);

        Assert.InRange(markets.Asked, all.Asked, 3 * all.Asked);
    }

    private static Sighting Seen(int i) => new(
        i * 3_600_000L, (UInt128)(uint)(1 + i % 3), null, (ulong)(i % 4), null, NetworkKind.Fixed, new Disc(i % 2 == 0 ? 53.55 : 48.14, 10, 5), i % 3 == 0 ? "FR" : "DE", i);

    /// <summary>Asked once or twice by each scan that is folded.</summary>
    private sealed class CountingMarkets : IReadOnlyList<string>
    {
        public int Asked { get; private set; }

        public int Count
        {
            get
            {
                Asked++;
                return 1;
            }
        }

        public string this[int index] => "DE";

        public IEnumerator<string> GetEnumerator() => Enumerable.Repeat("DE", 1).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
