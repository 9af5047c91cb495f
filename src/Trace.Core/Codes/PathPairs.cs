namespace Trace.Core.Codes;

/// <summary>Reads the pairs <c>/key/value</c> of a path from its end backwards, so that a stem of any shape stays in front.</summary>
internal ref struct PathPairs(ReadOnlySpan<char> path)
{
    /// <summary>What stands before the pairs read so far: empty, or starting with a slash.</summary>
    public ReadOnlySpan<char> Rest { get; private set; } = path;

    /// <summary>Takes the last pair, not decoded; false when fewer than two segments are left.</summary>
    public bool TryTakeLast(out ReadOnlySpan<char> key, out ReadOnlySpan<char> value)
    {
        key = value = default;
        var beforeValue = Rest.LastIndexOf('/');
        if (beforeValue < 0)
            return false;
        var beforeKey = Rest[..beforeValue].LastIndexOf('/');
        if (beforeKey < 0)
            return false;

        key = Rest[(beforeKey + 1)..beforeValue];
        value = Rest[(beforeValue + 1)..];
        Rest = Rest[..beforeKey];
        return true;
    }
}
