using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Trace.Server.Sellers;

/// <summary>One way to write what names a shop, however people spell it. Two texts name the same shop exactly when these are equal.</summary>
public static partial class ShopName
{
    public const int MaxAddressLength = 300;
    public const int MaxHandleLength = 200;
    public const int MaxPlatformLength = 100;

    private const int MaxDomainLength = 253;

    /// <summary>Second levels under which countries register names: ebay.co.uk is eBay.</summary>
    private static readonly string[] SecondLevels = ["co", "com", "net", "org"];

    /// <summary>
    /// The domain of an address or of itself, as DNS has it (RFC 5891): without scheme, user, port, path, a leading <c>www.</c> and trailing dot, in punycode and lower case. Null for what has none.
    /// </summary>
    /// <remarks>Exactly that domain: a shop below a host of many shops is not the host, nor its neighbour.</remarks>
    public static string? Domain(string? address)
    {
        if (address is not { Length: > 0 and <= MaxAddressLength })
            return null;
        var text = Scheme().Replace(address.Trim(), "");
        if (text.IndexOfAny(['/', '\\', '?', '#']) is >= 0 and var end)
            text = text[..end];
        // What stands before the last @ is a user's name, whatever it looks like.
        text = Port().Replace(text[(text.LastIndexOf('@') + 1)..], "");
        return Ascii(text) is { } domain && domain.Length <= MaxDomainLength && DomainPattern().IsMatch(domain)
            ? WithoutWww(domain)
            : null;
    }

    /// <summary>What a platform calls a seller: compatible characters are one, case and repeated spaces do not matter, nor a leading @.</summary>
    public static string? Handle(string? handle) => Folded(handle, MaxHandleLength)?.TrimStart('@') is { Length: > 0 } name ? name : null;

    /// <summary>eBay, ebay.de and https://www.ebay.co.uk/ are one platform.</summary>
    public static string? Platform(string? platform)
    {
        if (Folded(platform, MaxPlatformLength) is not { } name)
            return null;
        if (!name.Contains('.', StringComparison.Ordinal) || Domain(name) is not { } domain)
            return name;
        var labels = domain.Split('.')[..^1];
        return labels.Length > 1 && SecondLevels.Contains(labels[^1]) ? labels[^2] : labels[^1];
    }

    private static string? Folded(string? text, int mostCharacters)
    {
        if (text == null || text.Length > mostCharacters || !IsWellFormed(text))
            return null;
        var folded = Spaces().Replace(text.Normalize(NormalizationForm.FormKC).ToLowerInvariant(), " ").Trim();
        return folded.Length == 0 ? null : folded;
    }

    private static string? Ascii(string text)
    {
        try
        {
            // The ideographic full stops are dots, and dots at the end are the root.
            var name = string.Join('.', text.Split('.', '\u3002', '\uFF0E', '\uFF61')).TrimEnd('.');
            return name.Length == 0 ? null : new IdnMapping().GetAscii(name).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string WithoutWww(string domain) => domain.StartsWith("www.", StringComparison.Ordinal) && domain.IndexOf('.', 4) > 0 ? domain[4..] : domain;

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.IsControl(rune))
                return false;
        }

        return true;
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*:)?//", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Scheme();

    [GeneratedRegex(":[0-9]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Port();

    [GeneratedRegex("\\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Spaces();

    /// <summary>Two labels at least, and a last one that is no number: an address of a machine is no shop's.</summary>
    [GeneratedRegex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex DomainPattern();
}
