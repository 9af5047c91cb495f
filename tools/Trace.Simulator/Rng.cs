using System.Numerics;

namespace Trace.Simulator;

/// <summary>
/// Chance from a seed: xoshiro256** started by SplitMix64. Each block of units has one of its own, so that a run is the same on any number of cores.
/// </summary>
internal sealed class Rng
{
    private ulong _s0, _s1, _s2, _s3;

    public Rng(params ReadOnlySpan<ulong> seeds)
    {
        var seed = 0UL;
        foreach (var part in seeds)
            seed = Mix(seed ^ Mix(part));
        (_s0, _s1, _s2, _s3) = (Mix(seed + 1), Mix(seed + 2), Mix(seed + 3), Mix(seed + 4));
    }

    /// <summary>The step of SplitMix64: a good hash of one number.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static ulong Mix(ulong one, ulong two) => Mix(Mix(one) ^ two);

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>From 0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Share() < probability;

    public int Below(int count) => (int)(Share() * count);

    public double Between(double from, double to) => from + (to - from) * Share();

    /// <summary>As many between 10 and 100 as between 100 and 1,000.</summary>
    public double LogBetween(double from, double to) => from * Math.Pow(to / from, Share());

    public double Exponential(double mean) => -mean * Math.Log(1 - Share());

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());

    public double LogNormal(double median, double sigma) => median * Math.Exp(sigma * Normal());

    /// <summary>How many misses before the first hit; so a run through rare hits costs only the hits.</summary>
    public long Misses(double probability)
    {
        if (probability >= 1)
            return 0;
        return probability <= 0 ? long.MaxValue / 2 : (long)Math.Min(1e15, Math.Log(1 - Share()) / Math.Log(1 - probability));
    }

    /// <summary>How many of so many tries hit.</summary>
    public int Hits(int tries, double probability)
    {
        var hits = 0;
        for (var next = Misses(probability); next < tries; next += 1 + Misses(probability))
            hits++;
        return hits;
    }

    /// <summary>The first index whose running sum exceeds a random share of the whole.</summary>
    public int Pick(double[] runningSums)
    {
        var found = Array.BinarySearch(runningSums, Share() * runningSums[^1]);
        return Math.Min(runningSums.Length - 1, found < 0 ? ~found : found + 1);
    }

    public void Shuffle(int[] values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var other = Below(i + 1);
            (values[i], values[other]) = (values[other], values[i]);
        }
    }
}
