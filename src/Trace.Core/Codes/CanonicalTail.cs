using System.Text;

namespace Trace.Core.Codes;

/// <summary>The part of a code that is signed: <c>/01/{GTIN}[/22/{CPV}][/10/{LOT}]/21/{SERIAL}[?AI=…&amp;AI=…]</c>.</summary>
/// <remarks>
/// Source: code format 1, section 1. Values are percent-encoded by <see cref="PercentEncoding"/>, so none can imitate a separator, and the
/// AIs of the query are in ascending numeric order: two codes with the same data have the same tail, whatever their labels look like.
/// </remarks>
public static class CanonicalTail
{
    /// <summary>Builds the tail from values that are already known to be valid; attributes may come in any order.</summary>
    /// <exception cref="ArgumentException">
    /// A value is empty or not ASCII, the GTIN is <c>default</c>, or an attribute's AI is not a number, is there twice or belongs in the path.
    /// </exception>
    public static string Build(Gtin gtin, string? cpv, string? lot, string serial, IReadOnlyList<AttributeValue> attributes)
    {
        if (gtin.IsEmpty)
            throw new ArgumentException("default(Gtin) is not a GTIN.", nameof(gtin));
        ArgumentException.ThrowIfNullOrEmpty(serial);
        ArgumentNullException.ThrowIfNull(attributes);

        var tail = new StringBuilder(64);
        AppendSegment(tail, "/01/", gtin.Value);
        AppendSegment(tail, "/22/", cpv);
        AppendSegment(tail, "/10/", lot);
        AppendSegment(tail, "/21/", serial);
        AppendAttributes(tail, attributes);
        return tail.ToString();
    }

    private static void AppendSegment(StringBuilder tail, string key, string? value)
    {
        if (value is null)
            return;
        ArgumentException.ThrowIfNullOrEmpty(value);
        PercentEncoding.AppendEncoded(tail.Append(key), value);
    }

    private static void AppendAttributes(StringBuilder tail, IReadOnlyList<AttributeValue> attributes)
    {
        if (attributes.Count == 0)
            return;

        var ordered = attributes.ToArray();
        Array.Sort(ordered, static (left, right) => ApplicationIdentifiers.Compare(left.Ai, right.Ai));
        for (var i = 0; i < ordered.Length; i++)
        {
            var (ai, value) = ordered[i];
            if (!QueryPairs.IsNumeric(ai) || ai is "01" or "10" or "21" or "22" || (i > 0 && ordered[i - 1].Ai == ai))
                throw new ArgumentException($"({ai}) cannot be an attribute, or is there twice.", nameof(attributes));
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(attributes));
            tail.Append(i == 0 ? '?' : '&').Append(ai).Append('=');
            PercentEncoding.AppendEncoded(tail, value);
        }
    }
}
