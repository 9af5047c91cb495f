using System.Text;

namespace Trace.Core.Codes;

/// <summary>Builds GS1 Digital Link URIs from elements.</summary>
/// <remarks>
/// Source: GS1 Digital Link Standard: URI Syntax 1.x; the order of the query is that of GS1's engine. The codes on our labels are built by
/// <see cref="CodeTemplate"/>; no part of Trace calls this one, it is here for programs that use Trace.Core and make Digital Links of other kinds.
/// </remarks>
public static class DigitalLinkBuilder
{
    /// <summary>The stem of a URI whose owner has no host of their own: GS1's resolver.</summary>
    public const string Gs1Stem = "https://id.gs1.org";

    /// <summary>
    /// Puts the first primary key among the elements and as many of its qualifiers as one sequence holds into the path, the others
    /// into the query: those of predefined length first, else in the order given. A repeated element counts once.
    /// </summary>
    /// <param name="elements">In any order.</param>
    /// <param name="stem">Scheme, host and stem without a slash at the end; null for <see cref="Gs1Stem"/>.</param>
    /// <param name="uri">The URI, empty when the result is false.</param>
    /// <param name="problem">Empty, or a sentence for people.</param>
    public static bool TryBuild(IReadOnlyList<AttributeValue> elements, string? stem, out string uri, out string problem)
    {
        ArgumentNullException.ThrowIfNull(elements);
        uri = "";
        var distinct = elements.Distinct().ToList();
        problem = Problem(distinct) ?? "";
        if (problem.Length > 0)
            return false;

        var primaryKey = distinct.Find(element => ApplicationIdentifiers.Find(element.Ai)!.IsDigitalLinkPrimaryKey);
        if (primaryKey.Ai is null)
        {
            problem = "No element is a primary key such as (01).";
            return false;
        }

        var identifier = ApplicationIdentifiers.Find(primaryKey.Ai)!;
        var qualifiers = ChooseQualifiers(identifier, distinct);
        var attributes = distinct.Except(qualifiers.Prepend(primaryKey))
            .OrderBy(element => !ApplicationIdentifiers.Find(element.Ai)!.HasPredefinedLength).ToList();
        var misplaced = attributes.Find(element => identifier.HasQualifier(element.Ai) || !ApplicationIdentifiers.Find(element.Ai)!.IsDigitalLinkAttribute);
        if (misplaced.Ai is not null)
        {
            problem = $"({misplaced.Ai}) has no place beside ({primaryKey.Ai}) in a Digital Link URI.";
            return false;
        }

        uri = Write(stem ?? Gs1Stem, primaryKey, qualifiers, attributes);
        return true;
    }

    internal static string Write(string stem, AttributeValue primaryKey, IEnumerable<AttributeValue> qualifiers, IEnumerable<AttributeValue> attributes)
    {
        var text = new StringBuilder(stem);
        foreach (var (ai, value) in qualifiers.Prepend(primaryKey))
        {
            text.Append('/').Append(ai).Append('/');
            PercentEncoding.AppendEncoded(text, value);
        }

        var separator = '?';
        foreach (var (ai, value) in attributes)
        {
            text.Append(separator).Append(ai).Append('=');
            PercentEncoding.AppendEncoded(text, value);
            separator = '&';
        }

        return text.ToString();
    }

    private static string? Problem(List<AttributeValue> elements)
    {
        foreach (var (ai, value) in elements)
        {
            if (ApplicationIdentifiers.Find(ai) is not { } identifier)
                return $"{Quote.Of(ai)} is not an application identifier of GS1.";
            if (identifier.Problem(value) is { } wrong)
                return wrong;
        }

        return elements.DistinctBy(element => element.Ai).Count() == elements.Count ? null : "One AI has two values.";
    }

    private static List<AttributeValue> ChooseQualifiers(ApplicationIdentifier primaryKey, List<AttributeValue> elements) =>
        primaryKey.QualifierSequences
            .Select(sequence => sequence.Join(elements, ai => ai, element => element.Ai, (_, element) => element).ToList())
            .MaxBy(present => present.Count)!;
}
