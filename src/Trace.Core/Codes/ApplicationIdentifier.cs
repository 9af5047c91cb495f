namespace Trace.Core.Codes;

/// <summary>An Application Identifier as the GS1 Barcode Syntax Dictionary defines it.</summary>
/// <remarks>
/// The dictionary's <c>req</c> and <c>ex</c> pairings are not kept: they hold over all carriers on an item together, and one
/// code that was read is only one of them.
/// </remarks>
public sealed class ApplicationIdentifier
{
    /// <summary>2 to 4 digits.</summary>
    public required string Ai { get; init; }

    /// <summary>GS1's short title, such as USE BY or EXPIRY; empty when the dictionary has none.</summary>
    public required string Title { get; init; }

    /// <summary>The value's components in order; only the last has a variable length.</summary>
    public required IReadOnlyList<AiComponent> Components { get; init; }

    /// <summary>Flag <c>*</c>: in raw data no FNC1 stands behind the value.</summary>
    public required bool HasPredefinedLength { get; init; }

    /// <summary>Flag <c>?</c>: may be a data attribute in the query of a Digital Link URI.</summary>
    public required bool IsDigitalLinkAttribute { get; init; }

    /// <summary>
    /// The ordered qualifiers that may follow this AI as a Digital Link primary key, one list an alternative; a primary key
    /// without qualifiers has one empty list, any other AI has none.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<string>> QualifierSequences { get; init; }

    /// <summary>True when this AI may start the path of a Digital Link URI, as (01) and (00) do.</summary>
    public bool IsDigitalLinkPrimaryKey => QualifierSequences.Count > 0;

    /// <summary>Characters of the longest value.</summary>
    public int MaxLength => Components.Sum(component => component.MaxLength);

    /// <summary>True when the value has the right length, characters and content.</summary>
    public bool IsValid(ReadOnlySpan<char> value) => Check(value) is null;

    /// <summary>Why a value does not belong to this AI, as a sentence for people; null when it does.</summary>
    public string? Problem(ReadOnlySpan<char> value) =>
        Check(value) is { } problem ? $"The value {Quote.Of(value)} of ({Ai}) {problem}." : null;

    /// <summary>True when these AIs, in this order, may follow this primary key in a path.</summary>
    public bool AllowsQualifiers(IReadOnlyList<string> qualifiers)
    {
        foreach (var sequence in QualifierSequences)
        {
            var found = 0;
            foreach (var ai in sequence)
            {
                if (found < qualifiers.Count && qualifiers[found] == ai)
                    found++;
            }

            if (found == qualifiers.Count)
                return true;
        }

        return false;
    }

    /// <summary>True when that AI qualifies this primary key, so that it stands in the path, never in the query.</summary>
    public bool HasQualifier(string ai) => QualifierSequences.Any(sequence => sequence.Contains(ai));

    public override string ToString() => $"({Ai}) {Title}";

    private string? Check(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
            return "is empty";
        var rest = value;
        for (var i = 0; i < Components.Count; i++)
        {
            if (Components[i].Take(ref rest) is { } problem)
                return problem;
        }

        return rest.IsEmpty ? null : "is too long";
    }
}
