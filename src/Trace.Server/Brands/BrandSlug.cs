using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Trace.Server.Brands;

/// <summary>A brand's short name: lower case letters, digits and single hyphens.</summary>
public static partial class BrandSlug
{
    public const int MaxLength = 40;

    public static bool Is([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
