using System.Globalization;

namespace Trace.Server.Brands;

/// <summary>The host of a brand's codes: DNS labels, with a port if there is one.</summary>
public static class BrandHost
{
    private const int MaxLength = 100;

    /// <summary>Null when the host is fine, else a sentence.</summary>
    public static string? Problem(string? host)
    {
        if (string.IsNullOrEmpty(host) || host.Length > MaxLength)
            return $"`host` is 1 to {MaxLength} characters, such as id.example.com.";
        var name = host;
        var colon = host.LastIndexOf(':');
        if (colon >= 0)
        {
            name = host[..colon];
            if (!ushort.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
                return "`host` names a port that is not 1 to 65535.";
        }

        return name.Split('.').All(IsLabel)
            ? null
            : "`host` is a host name alone (letters, digits, hyphens, dots), without scheme or path.";
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63
        && label[0] != '-'
        && label[^1] != '-'
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
