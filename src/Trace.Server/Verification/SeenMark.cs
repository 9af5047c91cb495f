using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trace.Server.Storage;

namespace Trace.Server.Verification;

/// <summary>A first-party cookie that says: this device had a valid scan here, on this day.</summary>
/// <remarks>
/// <c>{day}.{MAC}</c>: days since 1970, and 16 bytes of HMAC-SHA-256 over day and device id, base64url. It holds for 90 days, on the device it
/// was made for alone, and says nothing of what was scanned. Nothing of it is stored.
/// </remarks>
public sealed class SeenMark(DeploymentSecrets secrets, TimeProvider clock)
{
    public const string Name = "trace_seen";
    private const int MacSizeBytes = 16;
    private const int RenewalDays = 30;

    private readonly Lazy<byte[]> _key = new(() => HMACSHA256.HashData(secrets.DeviceKey, "trace-seen-mark"u8));

    public bool Holds(HttpRequest request, string device) => AgeDays(request, device) is <= DeviceCookie.KeptDays;

    public bool IsFresh(HttpRequest request, string device) => AgeDays(request, device) is < RenewalDays;

    public void Give(HttpContext context, string device) =>
        context.Response.Cookies.Append(Name, Of(device, Today), DeviceCookie.Options(context));

    private long Today => clock.GetUtcNow().ToUnixTimeSeconds() / 86_400;

    /// <summary>Null without a mark of ours for this device.</summary>
    private long? AgeDays(HttpRequest request, string device)
    {
        if (!request.Cookies.TryGetValue(Name, out var mark)
            || mark.IndexOf('.', StringComparison.Ordinal) is not (> 0 and < 10 and var dot)
            || !long.TryParse(mark.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var day)
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(device, day)), Encoding.UTF8.GetBytes(mark)))
        {
            return null;
        }

        return Today - day;
    }

    private string Of(string device, long day)
    {
        var message = string.Create(CultureInfo.InvariantCulture, $"{day}.{device}");
        var mac = HMACSHA256.HashData(_key.Value, Encoding.UTF8.GetBytes(message));
        return string.Create(CultureInfo.InvariantCulture, $"{day}.{Base64Url.EncodeToString(mac.AsSpan(0, MacSizeBytes))}");
    }
}
