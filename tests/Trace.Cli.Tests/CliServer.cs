using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Trace.Cli.Tests;
using Trace.Server;
using Trace.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(CliServer))]

namespace Trace.Cli.Tests;

/// <summary>The real server on a free port, with one brand, one product and a file with its API key.</summary>
public sealed class CliServer : IAsyncLifetime
{
    public const string Gtin = "09506000134352";
    public const string OtherGtin = "09506000134369";

    private readonly TemporaryFolder _folder = new();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public string ApiKeyFile => _folder.File("api-key.txt");

    /// <summary>The published keys as a file.</summary>
    public string KeysFile => _folder.File("keys.json");

    public async ValueTask InitializeAsync()
    {
        _app = await TraceServer.BuildAsync(["--urls", "http://127.0.0.1:0", "--data", _folder.File("data"), "--RateLimits:Enabled=false"]);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First() + "/");

        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = Bearer((await File.ReadAllTextAsync(_folder.File("data/owner-api-key.txt"))).Trim());
        var brand = await PostAsync(http, "api/v1/brands", new { name = "Example Brand", slug = "example", host = "id.example.com" });
        var key = await PostAsync(http, $"api/v1/brands/{brand.GetProperty("id").GetString()}/api-keys", new { role = "brand_admin", name = "cli" });
        await File.WriteAllTextAsync(ApiKeyFile, key.GetProperty("key").GetString() + "\n");
        http.DefaultRequestHeaders.Authorization = Bearer(key.GetProperty("key").GetString()!);
        await PostAsync(http, "api/v1/products", new { gtin = Gtin, name = "Olive oil" });
        await PostAsync(http, "api/v1/products", new { gtin = OtherGtin, name = "Vinegar" });
        await File.WriteAllBytesAsync(KeysFile, await http.GetByteArrayAsync(new Uri(Address, ".well-known/trace-keys.json")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_app != null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Runs <c>trace</c> against this server with its API key.</summary>
    public Task<CliResult> RunAsync(params string[] arguments) =>
        CliProgram.RunAsync([.. arguments, "--server", Address.ToString(), "--api-key-file", ApiKeyFile]);

    /// <summary>Orders a batch and returns its id.</summary>
    public async Task<string> CreateBatchAsync(params string[] options)
    {
        var result = await RunAsync(["batch", "create", "--gtin", Gtin, "--json", .. options]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result.Json.GetProperty("id").GetString()!;
    }

    /// <summary>The codes of a batch, as URIs.</summary>
    public async Task<IReadOnlyList<string>> CodesAsync(string batchId)
    {
        var result = await RunAsync("codes", batchId, "--out", "-", "--format", "ndjson");
        Assert.Equal(0, result.ExitCode);
        return result.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("uri").GetString()!).ToList();
    }

    private static AuthenticationHeaderValue Bearer(string key) => new("Bearer", key);

    private static async Task<JsonElement> PostAsync<T>(HttpClient http, string path, T body)
    {
        using var response = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
