using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server;

namespace Trace.Bench;

/// <summary>A server on an empty data folder with one brand and one product, in this process or in its own.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Gtin = "09506000134352";

    private readonly string _folder = Directory.CreateTempSubdirectory("trace-bench-").FullName;
    private WebApplication? _app;
    private System.Diagnostics.Process? _process;

    public HttpClient Client { get; } = new() { Timeout = Timeout.InfiniteTimeSpan };

    public string DatabasePath => Path.Combine(_folder, "trace.db");

    public IServiceProvider Services => _app?.Services ?? throw new InvalidOperationException("The server runs in its own process.");

    /// <summary>Highest resident set of the server's own process so far, in bytes (Linux: VmHWM).</summary>
    public long PeakMemoryBytes => File.ReadLines($"/proc/{_process!.Id}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024)
        .Single();

    public static async Task<BenchServer> StartInProcessAsync(params string[] switches)
    {
        var server = new BenchServer();
        server._app = await TraceServer.BuildAsync(["--urls", "http://127.0.0.1:0", "--data", server._folder, "--RateLimits:Enabled=false", .. switches]);
        await server._app.StartAsync();
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Client.BaseAddress = new Uri(address);
        await server.SetUpAsync();
        return server;
    }

    public static async Task<BenchServer> StartProcessAsync(params string[] switches)
    {
        var server = new BenchServer();
        var address = $"http://127.0.0.1:{FreePort()}";
        server.Client.BaseAddress = new Uri(address);
        server._process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "dotnet", [typeof(TraceServer).Assembly.Location, "--urls", address, "--data", server._folder, "--RateLimits:Enabled=false", .. switches])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        });
        server._process!.OutputDataReceived += (_, _) => { };
        server._process.BeginOutputReadLine();
        for (var tries = 0; !await IsReadyAsync(server.Client); tries++)
        {
            if (tries == 100)
                throw new InvalidOperationException("The server did not become ready.");
            await Task.Delay(100);
        }

        await server.SetUpAsync();
        return server;
    }

    public async Task<string> CreateBatchAsync(long quantity)
    {
        using var response = await Client.PostAsJsonAsync(
            new Uri("/api/v1/batches", UriKind.Relative), new { gtin = Gtin, quantity, profile = "signed", activate = true });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public async Task<long> DownloadAsync(string path)
    {
        await using var stream = await Client.GetStreamAsync(new Uri(path, UriKind.Relative));
        var buffer = new byte[1 << 16];
        var total = 0L;
        int read;
        while ((read = await stream.ReadAsync(buffer)) > 0)
            total += read;
        return total;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app != null)
            await _app.DisposeAsync();
        if (_process != null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task SetUpAsync()
    {
        UseKey((await File.ReadAllTextAsync(Path.Combine(_folder, "owner-api-key.txt"))).Trim());
        var brand = await PostAsync("/api/v1/brands", new { name = "Bench", slug = "bench", host = "id.example.com" });
        var key = await PostAsync($"/api/v1/brands/{brand.GetProperty("id").GetString()}/api-keys", new { role = "brand_admin", name = "bench" });
        UseKey(key.GetProperty("key").GetString()!);
        await PostAsync("/api/v1/products", new { gtin = Gtin, name = "Olive oil, 500 ml" });
    }

    private void UseKey(string key) => Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
