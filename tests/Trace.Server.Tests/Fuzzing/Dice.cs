namespace Trace.Server.Tests.Fuzzing;

/// <summary>SplitMix64: the same seed gives the same throws on every machine.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 to less than <paramref name="sides"/>.</summary>
    public int Throw(int sides)
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)sides);
    }

    public bool OneIn(int times) => Throw(times) == 0;

    public T Pick<T>(IReadOnlyList<T> items) => items[Throw(items.Count)];
}
