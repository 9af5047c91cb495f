using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Consumer;

/// <summary>A running server whose clock stands still, an invented brand with one product, and units that get each verdict.</summary>
public sealed class ConsumerServer : IAsyncLifetime
{
    public const string Host = "id.casa.example";
    public const string Gtin = "09506000134352";
    public const string OtherGtin = "09506000134369";

    public static readonly DateTimeOffset Now = new(2026, 5, 20, 10, 24, 0, TimeSpan.Zero);

    /// <summary>Every verdict and the sentence its page begins with.</summary>
    public static readonly IReadOnlyDictionary<string, string> Headings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["issued"] = "Casa Demo issued this code.",
        ["caution"] = "Casa Demo issued this code, but something asks for care.",
        ["not_issued"] = "The signature does not match this code.",
        ["not_activated"] = "Casa Demo issued this code but has not reported it as in use.",
        ["recalled"] = "Casa Demo has recalled this unit.",
        ["retired"] = "Casa Demo has recorded this unit as sold, used up or withdrawn.",
    };

    public FakeTimeProvider Clock { get; } = new(Now);

    public RunningServer Server { get; private set; } = null!;

    /// <summary>The brand_admin.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public static async Task<ConsumerServer> StartAsync(string brand = "Casa Demo")
    {
        var server = new ConsumerServer();
        await server.StartWithAsync(brand);
        return server;
    }

    public async ValueTask InitializeAsync() => await StartWithAsync("Casa Demo");

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
    }

    /// <summary>A batch of one product, applied unless said otherwise.</summary>
    public async Task<string> CreateBatchAsync(long quantity = 1, string gtin = Gtin, bool activate = true, bool specimen = false, string profile = "signed", string expiry = "2027-11") =>
        (await Admin.PostAsync("/api/v1/batches", new { gtin, quantity, lot = "L2617", expiry, profile, activate, specimen })).Text("id");

    /// <summary>The code of a new unit that gets this verdict.</summary>
    public async Task<Uri> CreateCodeAsync(string verdict)
    {
        var batch = await CreateBatchAsync(activate: verdict != "not_activated");
        if (verdict is "recalled" or "retired")
            await ReportAsync(batch, verdict);
        if (verdict == "caution")
            await ReportAsync(batch, "stolen");
        var code = await CodeOfAsync(batch);
        return verdict == "not_issued" ? WithLastDigitChanged(code) : code;
    }

    /// <summary>One digit of its signature is another.</summary>
    public static Uri WithLastDigitChanged(Uri code) => new($"{code.AbsoluteUri[..^1]}{(code.AbsoluteUri[^1] == '0' ? '1' : '0')}");

    public async Task<Uri> CodeOfAsync(string batch, long index = 0)
    {
        var line = await Admin.GetStringAsync(new Uri($"/api/v1/batches/{batch}/codes?format=ndjson&from={index}&count=1", UriKind.Relative));
        return new Uri(JsonDocument.Parse(line).RootElement.Text("uri"));
    }

    public Task ReportAsync(string batch, string status) =>
        Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 0, to = 0, status });

    /// <summary>The code of a unit whose serial is the brand's own.</summary>
    public async Task<Uri> ImportAsync(string serial, string gtin = Gtin)
    {
        using var csv = new StringContent($"serial\n{serial}\n", Encoding.UTF8, "text/csv");
        using var response = await Admin.PostAsync(new Uri($"/api/v1/batches/import?gtin={gtin}&activate=true", UriKind.Relative), csv);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return await CodeOfAsync(JsonDocument.Parse(text).RootElement.Text("id"));
    }

    /// <summary>Another person checks this code.</summary>
    public Task CheckByAnotherAsync(Uri code, string device = "another phone") => Server.Public.VerifyAsync(code.AbsoluteUri, device);

    /// <summary>A phone opens an address of the brand's host, which this server answers.</summary>
    public PageVisit Visit(Uri address) => new(address.AbsoluteUri) { ServedBy = Server.Address };

    public PageVisit Visit(string path) => Visit(new Uri($"https://{Host}{path}"));

    /// <summary>What a request with a browser's Accept header gets.</summary>
    public async Task<HttpResponseMessage> GetPageAsync(Uri code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, code.PathAndQuery);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        return await Server.Public.SendAsync(request);
    }

    private async Task StartWithAsync(string brand)
    {
        Server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(Clock));
        var id = (await Server.Owner.PostAsync("/api/v1/brands", new { name = brand, slug = "casa", host = Host })).Text("id");
        var key = await Server.Owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" });
        Admin = Server.NewClient(key.Text("key"));
        await Admin.PostAsync("/api/v1/products", new { gtin = Gtin, name = "Extra virgin olive oil, 500 ml" });
    }
}
