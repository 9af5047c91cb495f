using System.Net;
using Trace.Server.Http.Outbound;

namespace Trace.Server.Webhooks;

/// <summary>Addresses of webhooks, as far as they can be judged before the name is looked up. Where the name leads is checked with every call.</summary>
public sealed class WebhookUrl(OutboundHandlers outbound)
{
    public const string AllowSetting = "Webhooks:Allow";

    private const int MaxLength = 2000;

    private readonly IReadOnlySet<string> _allowed = outbound.Allowed(AllowSetting);

    /// <summary>Null when it may be called, else a sentence. Never repeats the address: it may hold a secret.</summary>
    public string? Problem(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "`url` is missing or empty.";
        if (text.Length > MaxLength)
            return $"`url` has {text.Length} characters; the most is {MaxLength}.";
        if (text.Any(character => character is <= ' ' or >= '\x7f') || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
            return "`url` is an address such as https://hooks.example.com/trace, in ASCII.";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "`url` has no user, password or fragment.";
        if (_allowed.Contains($"{url.Host}:{url.Port}"))
            return null;
        if (url.Scheme != Uri.UriSchemeHttps)
            return "`url` is called over https only.";
        return IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && !PublicAddress.Is(address) ? "`url` does not lead to a public address." : null;
    }
}
