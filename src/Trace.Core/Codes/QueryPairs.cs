namespace Trace.Core.Codes;

/// <summary>Reads the pairs <c>key=value</c> of a query one after the other; empty ones (<c>&amp;&amp;</c>) are skipped, nothing is decoded.</summary>
internal ref struct QueryPairs(ReadOnlySpan<char> query)
{
    private ReadOnlySpan<char> _rest = query;

    /// <summary>Takes the next pair; a key without <c>=</c> has an empty value.</summary>
    public bool TryTakeNext(out ReadOnlySpan<char> key, out ReadOnlySpan<char> value)
    {
        key = value = default;
        _rest = _rest.TrimStart('&');
        if (_rest.IsEmpty)
            return false;

        var end = _rest.IndexOf('&');
        var pair = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];

        var equals = pair.IndexOf('=');
        key = equals < 0 ? pair : pair[..equals];
        value = equals < 0 ? default : pair[(equals + 1)..];
        return true;
    }

    /// <summary>True for a key that is digits only, which Digital Link reserves for AIs.</summary>
    public static bool IsNumeric(ReadOnlySpan<char> key) => !key.IsEmpty && !key.ContainsAnyExceptInRange('0', '9');
}
