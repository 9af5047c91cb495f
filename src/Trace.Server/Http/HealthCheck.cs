using System.Diagnostics.CodeAnalysis;

namespace Trace.Server.Http;

/// <summary><c>--health-check URL</c>: asks a running server and exits with 0 or 1. For containers without curl.</summary>
/// <remarks>It wins wherever it stands among the arguments, and touches no data folder, database or port.</remarks>
public static class HealthCheck
{
    private const string Switch = "--health-check";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static bool TryGetUrl(string[] args, [NotNullWhen(true)] out string? url)
    {
        var at = Array.IndexOf(args, Switch);
        url = at < 0 ? null : at + 1 < args.Length ? args[at + 1] : "";
        return url != null;
    }

    public static async Task<int> RunAsync(string url)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync(new Uri(url, UriKind.Absolute));
            if (response.StatusCode == System.Net.HttpStatusCode.OK)
                return 0;
            await Console.Error.WriteLineAsync($"{url} answered {(int)response.StatusCode}.");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or UriFormatException or NotSupportedException)
        {
            await Console.Error.WriteLineAsync($"{url}: {exception.Message}");
        }

        return 1;
    }
}
