using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Trace.Server.Brands;

/// <summary>A brand's short name: lower case letters, digits and single hyphens.</summary>
public static partial class BrandSlug
{
    public const int MaxLength = 40;

    /// <summary>Where people say which of their accounts they mean: the one of the deployment. No brand can have it.</summary>
    public const string OfDeployment = "-";

    public static bool Is([NotNullWhen(true)] string? text) => text is { Length: > 0 and <= MaxLength } && Pattern().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Pattern();
}
