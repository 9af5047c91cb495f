using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server;

namespace Trace.Testing;

/// <summary>The real server in this process: Kestrel on a free port of loopback, an empty data folder, SQLite or PostgreSQL.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder? _ownFolder;
    private readonly WebApplication _app;

    static RunningServer() => SqlMapper.ConnectionStringComparer = new StatementsByEngine();

    private RunningServer(WebApplication app, string dataFolder, TemporaryFolder? ownFolder)
    {
        _app = app;
        DataFolder = dataFolder;
        _ownFolder = ownFolder;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Public = NewClient(apiKey: null);
        Owner = NewClient(File.ReadAllText(Path.Combine(dataFolder, "owner-api-key.txt")).Trim());
    }

    public string Address { get; }

    public string DataFolder { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>Sends no API key and keeps no cookies.</summary>
    public HttpClient Public { get; }

    public HttpClient Owner { get; }

    /// <param name="dataFolder">A folder to go on with; a new one, removed at the end, if null.</param>
    /// <param name="database">A PostgreSQL connection string; SQLite if null.</param>
    /// <param name="configure">Replaces services, such as the clock.</param>
    /// <param name="arguments">More switches. Tests send many requests from one address, so limits are off but for those that switch them on.</param>
    public static async Task<RunningServer> StartAsync(
        string? dataFolder = null, string? database = null, Action<WebApplicationBuilder>? configure = null, params string[] arguments)
    {
        var ownFolder = dataFolder == null ? new TemporaryFolder() : null;
        var folder = dataFolder ?? ownFolder!.Path;
        string[] switches = ["--urls", "http://127.0.0.1:0", "--data", folder, "--RateLimits:Enabled=false", .. arguments];
        var app = await TraceServer.BuildAsync(database == null ? switches : [.. switches, "--database", database], configure);
        await app.StartAsync();
        return new RunningServer(app, folder, ownFolder);
    }

    /// <summary>A server on a fresh database of this engine.</summary>
    public static async Task<RunningServer> StartAsync(Engine engine, Action<WebApplicationBuilder>? configure = null, params string[] arguments) =>
        await StartAsync(dataFolder: null, await engine.CreateDatabaseAsync(), configure, arguments);

    /// <summary>A client with an API key, without cookies, redirects or proxies.</summary>
    public HttpClient NewClient(string? apiKey)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new Uri(Address),
        };
        if (apiKey != null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    /// <summary>A new brand with one product, and a client that is its brand_admin.</summary>
    public async Task<TestBrand> CreateBrandAsync(string slug = "acme", string host = "id.acme.example", string gtin = TestBrand.DefaultGtin)
    {
        var brand = await Owner.PostAsync("/api/v1/brands", new { name = "Acme", slug, host });
        var id = brand.GetProperty("id").GetString()!;
        var key = await Owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" });
        var admin = NewClient(key.GetProperty("key").GetString());
        await admin.PostAsync("/api/v1/products", new { gtin, name = "Olive oil, 500 ml" });
        return new TestBrand(id, gtin, admin);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _ownFolder?.Dispose();
    }
}

/// <summary>A brand of a test.</summary>
public sealed record TestBrand(string Id, string Gtin, HttpClient Admin)
{
    public const string DefaultGtin = "09506000134352";

    /// <summary>Issues a batch and returns its id.</summary>
    public async Task<string> CreateBatchAsync(object request) =>
        (await Admin.PostAsync("/api/v1/batches", request)).GetProperty("id").GetString()!;

    public Task<string> CreateBatchAsync(long quantity, string profile = "signed") =>
        CreateBatchAsync(new { gtin = Gtin, quantity, profile, activate = true });

    /// <summary>The URIs of an index range.</summary>
    public async Task<IReadOnlyList<string>> UrisAsync(string batchId, long from, long count)
    {
        var lines = await Admin.GetStringAsync(new Uri($"/api/v1/batches/{batchId}/codes?format=ndjson&from={from}&count={count}", UriKind.Relative));
        return lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("uri").GetString()!)
            .ToList();
    }
}

public static class TestHttp
{
    /// <summary>Posts JSON and returns the JSON of a successful answer.</summary>
    public static async Task<JsonElement> PostAsync(this HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"POST {path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static Task<JsonElement> VerifyAsync(this HttpClient client, string code, string? device = null) =>
        client.PostAsync("/api/v1/verify", device == null ? new { code } : new { code, device });

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;
}
