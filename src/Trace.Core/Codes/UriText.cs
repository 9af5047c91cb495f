using System.Buffers;

namespace Trace.Core.Codes;

/// <summary>A URI cut into its parts, none of them decoded. A view on the text, so nothing is allocated.</summary>
/// <remarks>Source: RFC 3986 section 3. User information before the host is refused: it only helps to disguise a host.</remarks>
internal readonly ref struct UriText
{
    private static readonly SearchValues<char> UriCharacters =
        SearchValues.Create("!#$%&'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz~");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create(".0123456789:ABCDEFabcdef");

    private UriText(ReadOnlySpan<char> scheme, ReadOnlySpan<char> authority, ReadOnlySpan<char> path, ReadOnlySpan<char> query)
    {
        Scheme = scheme;
        Authority = authority;
        Path = path;
        Query = query;
    }

    /// <summary>Without <c>://</c>; empty when the text has none.</summary>
    public ReadOnlySpan<char> Scheme { get; }

    /// <summary>Host and port; empty only when the text starts with its path.</summary>
    public ReadOnlySpan<char> Authority { get; }

    /// <summary>From the first slash behind the host; empty when there is none.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>Without <c>?</c>; the fragment is left out.</summary>
    public ReadOnlySpan<char> Query { get; }

    /// <summary>
    /// Cuts <c>scheme://host:port/path?query#fragment</c>, the same without scheme, or the path and query alone.
    /// <paramref name="problem"/> is null, or a sentence for people.
    /// </summary>
    public static UriText Split(ReadOnlySpan<char> text, out string? problem)
    {
        var fragment = text.IndexOf('#');
        if (fragment >= 0)
            text = text[..fragment];

        var other = text.IndexOfAnyExcept(UriCharacters);
        problem = other < 0 ? null : $"A web address cannot hold {Quote.Of(text.Slice(other, 1))} (at position {other + 1}).";

        var question = text.IndexOf('?');
        var query = question < 0 ? default : text[(question + 1)..];
        var rest = question < 0 ? text : text[..question];

        ReadOnlySpan<char> scheme = default;
        var slash = rest.IndexOf('/');
        var hasScheme = slash > 0 && rest[slash - 1] == ':' && rest[slash..].StartsWith("//");
        if (hasScheme)
        {
            scheme = rest[..(slash - 1)];
            rest = rest[(slash + 2)..];
            slash = rest.IndexOf('/');
            if (scheme.IsEmpty)
                problem ??= "A web address has a scheme such as https in front of “://”.";
        }

        var authority = slash < 0 ? rest : rest[..slash];
        if (problem is null && (hasScheme || slash != 0) && !IsAuthority(authority))
            problem = $"{Quote.Of(authority)} is not the name or address of a host.";
        return new UriText(scheme, authority, slash < 0 ? default : rest[slash..], query);
    }

    private static bool IsAuthority(ReadOnlySpan<char> authority)
    {
        ReadOnlySpan<char> port = default;
        if (authority.StartsWith('['))
        {
            var end = authority.IndexOf(']');
            if (end < 0 || !IsPort(authority[(end + 1)..]))
                return false;
            return end > 1 && !authority[1..end].ContainsAnyExcept(AddressCharacters);
        }

        var colon = authority.IndexOf(':');
        var host = colon < 0 ? authority : authority[..colon];
        if (colon >= 0)
            port = authority[colon..];
        return !host.IsEmpty && !host.ContainsAnyExcept(HostCharacters) && IsPort(port);
    }

    /// <summary>Nothing, or a colon and up to five digits.</summary>
    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.IsEmpty || (text[0] == ':' && text.Length <= 6 && !text[1..].ContainsAnyExceptInRange('0', '9'));
}
