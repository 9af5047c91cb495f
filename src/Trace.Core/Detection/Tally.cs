namespace Trace.Core.Detection;

/// <summary>How often each of the last few keys (days, places) came, the newest first; for limits on what one of them may add. Never changes.</summary>
internal sealed class Tally
{
    public const int MaxKeys = 8;

    private readonly (ushort Key, ushort Count)[] _counts;

    private Tally((ushort Key, ushort Count)[] counts) => _counts = counts;

    public static Tally None { get; } = new([]);

    public ReadOnlySpan<(ushort Key, ushort Count)> Counts => _counts;

    public static Tally Of((ushort Key, ushort Count)[] counts) => counts.Length == 0 ? None : new(counts);

    public int Of(ushort key)
    {
        foreach (var (known, count) in _counts)
        {
            if (known == key)
                return count;
        }

        return 0;
    }

    public Tally With(ushort key)
    {
        var old = Array.FindIndex(_counts, count => count.Key == key);
        var length = old >= 0 ? _counts.Length : Math.Min(MaxKeys, _counts.Length + 1);
        var counts = new (ushort, ushort)[length];
        counts[0] = (key, (ushort)Math.Min(ushort.MaxValue, 1 + (old < 0 ? 0 : _counts[old].Count)));
        for (int from = 0, to = 1; to < length; from++)
        {
            if (from != old)
                counts[to++] = _counts[from];
        }

        return new Tally(counts);
    }
}
