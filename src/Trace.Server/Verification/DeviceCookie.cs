using System.Buffers.Text;
using System.Security.Cryptography;

namespace Trace.Server.Verification;

/// <summary>A first-party random number, so that people's own re-checks are told from other people's scans.</summary>
/// <remarks>128 bits, base64url, 90 days, HttpOnly. It is stored nowhere but in the browser, see <see cref="DeviceHasher"/>.</remarks>
public static class DeviceCookie
{
    public const string Name = "trace_device";
    public const int KeptDays = 90;
    private const int SizeBytes = 16;
    private const int Length = 22;

    public static string? Read(HttpRequest request) =>
        request.Cookies.TryGetValue(Name, out var value) && value.Length == Length && Base64Url.IsValid(value) ? value : null;

    public static string ReadOrCreate(HttpContext context)
    {
        if (Read(context.Request) is { } known)
            return known;
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SizeBytes));
        context.Response.Cookies.Append(Name, value, Options(context));
        return value;
    }

    /// <summary>How all cookies of scans are kept.</summary>
    public static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = TimeSpan.FromDays(KeptDays),
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    };
}
