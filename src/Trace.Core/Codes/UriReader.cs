namespace Trace.Core.Codes;

/// <summary>Reads our codes from a URI, a URI without its scheme, or the path and query of a request.</summary>
/// <remarks>Source: code format 1, section 3a: the tail is exactly 01[/22][/10]/21, read from the end of the path backwards.</remarks>
internal static class UriReader
{
    private const string SignatureKey = "s";

    public static ReadCode? Read(ReadOnlySpan<char> text, out string problem)
    {
        var uri = UriText.Split(text, out var wrong);
        problem = wrong ?? "";
        if (problem.Length == 0 && !uri.Scheme.IsEmpty && !IsHttp(uri.Scheme))
            problem = $"A code starts with http:// or https://, not with {Quote.Of(uri.Scheme)}.";
        if (problem.Length > 0)
            return null;

        var pairs = new PathPairs(uri.Path);
        if (!TryReadPath(ref pairs, uri.Path, out var tail, ref problem))
            return null;
        var query = ReadQuery(uri.Query, out var signature, ref problem);
        return problem.Length > 0 ? null : new ReadCode(CodeForm.Uri, tail.Gtin, tail.Serial, tail.Lot, tail.Variant, query, signature);
    }

    private static bool IsHttp(ReadOnlySpan<char> scheme) =>
        scheme.Equals("http", StringComparison.OrdinalIgnoreCase) || scheme.Equals("https", StringComparison.OrdinalIgnoreCase);

    private static bool TryReadPath(
        ref PathPairs pairs, ReadOnlySpan<char> path, out (Gtin Gtin, string? Variant, string? Lot, string Serial) tail, ref string problem)
    {
        tail = default;
        var found = pairs.TryTakeLast(out var key, out var encoded);
        if (!found || key is not "21")
        {
            problem = DescribeMissingSerial(path, key);
            return false;
        }

        if (!TryDecode(ApplicationIdentifiers.Serial, encoded, inQuery: false, out tail.Serial, ref problem))
            return false;

        found = pairs.TryTakeLast(out key, out encoded);
        if (found && key is "10")
        {
            if (!TryDecode(ApplicationIdentifiers.Lot, encoded, inQuery: false, out tail.Lot, ref problem))
                return false;
            found = pairs.TryTakeLast(out key, out encoded);
        }

        if (found && key is "22")
        {
            if (!TryDecode(ApplicationIdentifiers.ConsumerProductVariant, encoded, inQuery: false, out tail.Variant, ref problem))
                return false;
            found = pairs.TryTakeLast(out key, out encoded);
        }

        if (found && key is "01")
            return TryReadGtin(encoded, out tail.Gtin, ref problem);
        problem = found ? $"The path has {Quote.Of(key)} where /01/ and the GTIN belong; the order is 01, 22, 10, 21." : "The path has no /01/ and GTIN.";
        return false;
    }

    private static bool TryReadGtin(ReadOnlySpan<char> encoded, out Gtin gtin, ref string problem)
    {
        gtin = default;
        if (!PercentEncoding.TryDecode(encoded, plusMeansSpace: false, out var digits))
            problem = $"The GTIN {Quote.Of(encoded)} has a wrong percent sign.";
        else if (digits.Length is 8 or 12 or 13)
            problem = $"The GTIN in a web address has 14 digits; {Quote.Of(digits)} needs zeros in front.";
        else if (!Gtin.TryParse(digits, out gtin, out var wrong))
            problem = wrong;
        return problem.Length == 0;
    }

    private static AttributeValue[] ReadQuery(ReadOnlySpan<char> query, out string? signature, ref string problem)
    {
        signature = null;
        List<AttributeValue>? attributes = null;
        var pairs = new QueryPairs(query);
        while (pairs.TryTakeNext(out var key, out var encoded))
        {
            if (key is SignatureKey)
            {
                if (signature is not null)
                    problem = "The query repeats s.";
                signature = encoded.ToString();
            }
            else if (QueryPairs.IsNumeric(key))
                AddAttribute(attributes ??= [], key, encoded, ref problem);

            if (problem.Length > 0)
                return [];
        }

        return attributes is null ? [] : [.. attributes];
    }

    /// <summary>Inserts at its place in the numeric order. There are about 500 AIs, so the shifting is bounded.</summary>
    private static void AddAttribute(List<AttributeValue> attributes, ReadOnlySpan<char> key, ReadOnlySpan<char> encoded, ref string problem)
    {
        if (DescribePathAi(key) is { } misplaced)
        {
            problem = misplaced;
            return;
        }

        if (ApplicationIdentifiers.Find(key) is not { IsDigitalLinkAttribute: true } identifier)
        {
            problem = $"The query has {Quote.Of(key)}, which is not an AI that may stand there.";
            return;
        }

        if (!TryDecode(identifier, encoded, inQuery: true, out var value, ref problem))
            return;
        var place = attributes.Count;
        while (place > 0 && ApplicationIdentifiers.Compare(attributes[place - 1].Ai, identifier.Ai) > 0)
            place--;
        if (place > 0 && attributes[place - 1].Ai == identifier.Ai)
            problem = $"The query repeats {identifier.Ai}.";
        else
            attributes.Insert(place, new AttributeValue(identifier.Ai, value));
    }

    private static bool TryDecode(ApplicationIdentifier identifier, ReadOnlySpan<char> encoded, bool inQuery, out string value, ref string problem)
    {
        if (!PercentEncoding.TryDecode(encoded, inQuery, out value))
            problem = $"The value {Quote.Of(encoded)} of ({identifier.Ai}) has %00, or a % without two hexadecimal digits behind it.";
        else
            problem = identifier.Problem(value) ?? CharacterSet82.Problem(identifier.Ai, value) ?? "";
        return problem.Length == 0;
    }

    private static string? DescribePathAi(ReadOnlySpan<char> key) => key switch
    {
        "01" => "?01= is not allowed: the GTIN belongs in the path.",
        "10" => "?10= is not allowed: a lot belongs in the path.",
        "21" => "?21= is not allowed: the serial belongs in the path.",
        "22" => "?22= is not allowed: a variant belongs in the path.",
        _ => null,
    };

    private static string DescribeMissingSerial(ReadOnlySpan<char> path, ReadOnlySpan<char> lastKey)
    {
        if (lastKey is "01" or "10" or "22" or "235")
            return $"This web address ends with ({lastKey}); the serial, which stands behind /21/, is missing.";
        return path.Contains("/01/", StringComparison.Ordinal)
            ? "This web address does not end with /21/ and a serial; a part of it is missing or was added."
            : "This web address holds no product code: it has no /01/ and GTIN.";
    }
}
