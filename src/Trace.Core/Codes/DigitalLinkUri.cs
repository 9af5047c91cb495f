using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Codes;

/// <summary>A GS1 Digital Link URI: a primary key with its qualifiers in the path, data attributes in the query.</summary>
/// <remarks>
/// Source: GS1 Digital Link Standard: URI Syntax 1.x, uncompressed, numeric AIs only; where the standard leaves room, GS1's own engine
/// (gs1/gs1-syntax-engine 50657db): the scheme is all lower or all upper case, <c>+</c> in a query is a space, a malformed
/// <c>%</c> stands for itself, GTINs have 14 digits. <see cref="CodeReader"/> is the reader of our labels and is stricter; no part
/// of Trace calls this one, it is here for programs that use Trace.Core and meet Digital Links of others.
/// </remarks>
public sealed class DigitalLinkUri
{
    private const int MaxQualifiers = 3;

    private DigitalLinkUri(string stem, AttributeValue primaryKey, List<AttributeValue> qualifiers, List<AttributeValue> attributes)
    {
        Stem = stem;
        PrimaryKey = primaryKey;
        Qualifiers = qualifiers;
        Attributes = attributes;
    }

    /// <summary>What stands before the primary key, as written: <c>https://example.com/some/stem</c>.</summary>
    public string Stem { get; }

    /// <summary>The first AI of the path, such as (01).</summary>
    public AttributeValue PrimaryKey { get; }

    /// <summary>The other AIs of the path, in path order.</summary>
    public IReadOnlyList<AttributeValue> Qualifiers { get; }

    /// <summary>The AIs of the query, in the order of the query.</summary>
    public IReadOnlyList<AttributeValue> Attributes { get; }

    /// <summary>Path and query together, in the order of the URI.</summary>
    public IReadOnlyList<AttributeValue> Elements => [PrimaryKey, .. Qualifiers, .. Attributes];

    /// <summary>Reads a URI. <paramref name="problem"/> is empty, or a sentence for people.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out DigitalLinkUri? uri, out string problem)
    {
        uri = null;
        var parts = UriText.Split(text, out var wrong);
        problem = wrong ?? "";
        if (problem.Length == 0 && parts.Scheme is not ("http" or "https" or "HTTP" or "HTTPS"))
            problem = "A Digital Link URI starts with http:// or https://.";
        if (problem.Length > 0 || !TryReadPath(parts.Path, out var path, out var stemLength, ref problem))
            return false;

        var primaryKey = ApplicationIdentifiers.Find(path[0].Ai)!;
        if (!TryReadQuery(parts.Query, primaryKey, path, out var attributes, ref problem))
            return false;

        var stem = string.Concat(parts.Scheme, "://", parts.Authority, parts.Path[..stemLength]);
        uri = new DigitalLinkUri(stem, path[0], path[1..], attributes);
        return true;
    }

    /// <summary>The same data as a raw element string, FNC1 first.</summary>
    public string ToElementString(char fnc1 = ElementString.GroupSeparator) => ElementString.ToRaw(Elements, fnc1);

    /// <summary>The URI again, values encoded as <see cref="PercentEncoding"/> does it, without foreign query keys and fragment.</summary>
    public override string ToString() => DigitalLinkBuilder.Write(Stem, PrimaryKey, Qualifiers, Attributes);

    private static bool TryReadPath(ReadOnlySpan<char> path, out List<AttributeValue> elements, out int stemLength, ref string problem)
    {
        elements = [];
        stemLength = 0;
        var pairs = new PathPairs(path);
        while (elements.Count <= MaxQualifiers && pairs.TryTakeLast(out var key, out var encoded))
        {
            if (ApplicationIdentifiers.Find(key) is not { } identifier)
                break;

            var value = PercentEncoding.DecodeLeniently(encoded, plusMeansSpace: false);
            if (identifier.Problem(value) is { } wrong)
            {
                problem = wrong;
                return false;
            }

            elements.Insert(0, new AttributeValue(identifier.Ai, value));
            if (identifier.IsDigitalLinkPrimaryKey)
            {
                stemLength = pairs.Rest.Length;
                return AllowsPath(identifier, elements, ref problem);
            }
        }

        problem = "The path does not end in a primary key such as /01/ with its qualifiers.";
        return false;
    }

    private static bool AllowsPath(ApplicationIdentifier primaryKey, List<AttributeValue> path, ref string problem)
    {
        if (primaryKey.AllowsQualifiers([.. path.Skip(1).Select(element => element.Ai)]))
            return true;
        problem = $"The path has AIs that may not follow ({primaryKey.Ai}) in this order.";
        return false;
    }

    private static bool TryReadQuery(
        ReadOnlySpan<char> query, ApplicationIdentifier primaryKey, List<AttributeValue> path, out List<AttributeValue> attributes, ref string problem)
    {
        attributes = [];
        var pairs = new QueryPairs(query);
        while (pairs.TryTakeNext(out var key, out var encoded))
        {
            if (!QueryPairs.IsNumeric(key))
                continue;

            var value = PercentEncoding.DecodeLeniently(encoded, plusMeansSpace: true);
            if (ApplicationIdentifiers.Find(key) is not { IsDigitalLinkAttribute: true } identifier || primaryKey.HasQualifier(identifier.Ai))
                problem = $"{Quote.Of(key)} may not be in the query.";
            else if (Contains(path, identifier.Ai) || Contains(attributes, identifier.Ai))
                problem = $"({identifier.Ai}) is there twice.";
            else if (identifier.Problem(value) is { } wrong)
                problem = wrong;
            else
                attributes.Add(new AttributeValue(identifier.Ai, value));

            if (problem.Length > 0)
                return false;
        }

        return true;
    }

    private static bool Contains(List<AttributeValue> elements, string ai) => elements.Exists(element => element.Ai == ai);
}
