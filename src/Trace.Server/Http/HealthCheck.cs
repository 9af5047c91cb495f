using System.Diagnostics.CodeAnalysis;

namespace Trace.Server.Http;

/// <summary><c>--health-check URL</c>: asks a running server and exits with 0 or 1. For containers without curl.</summary>
public static class HealthCheck
{
    private const string Switch = "--health-check";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static bool TryGetUrl(string[] args, [NotNullWhen(true)] out string? url)
    {
        url = args is [Switch, { } value] ? value : null;
        return url != null;
    }

    public static async Task<int> RunAsync(string url)
    {
        using var client = new HttpClient { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(new Uri(url));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or UriFormatException)
        {
            return 1;
        }
    }
}
