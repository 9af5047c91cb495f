using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Console;

/// <summary>A brand with a copied code and a stolen roll, and its administrator.</summary>
public sealed partial class ConsoleWorld : IAsyncLifetime
{
    /// <summary>One code that is on two objects, and three labels that were stolen.</summary>
    public const int Anomalies = 4;

    private const string Email = "kim@casa.example";
    private const string Password = "blaue Giraffe kauft Kreide";
    private static readonly (double Latitude, double Longitude)[] Cities = [(53.55, 10.0), (48.14, 11.58)];

    private string _stolen = "";
    private byte[] _photo = [];

    public static readonly IReadOnlyList<PageStep> SignInSteps = [PageStep.Fill("#email", Email), PageStep.Fill("#password", Password), PageStep.Click("main button")];

    public RunningServer Server { get; private set; } = null!;

    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Every page, and what is on it when it is ready.</summary>
    public IReadOnlyList<(string Name, string Path, string Ready)> Pages { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Server = await RunningServer.StartAsync();
        var brand = await Server.CreateBrandAsync("casa", "id.casa.example");
        Admin = brand.Admin;
        var invited = await Server.Owner.PostAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = Email, name = "Kim", role = "brand_admin" });
        using var set = await Server.Public.PostAsJsonAsync(
            new Uri("/api/v1/passwords", UriKind.Relative), new { token = invited.GetProperty("link").Text("url").Split('#')[1], password = Password });
        Assert.True(set.IsSuccessStatusCode);

        var batch = await brand.CreateBatchAsync(10);
        var codes = await brand.UrisAsync(batch, 0, 10);
        await CopyAsync(brand, SerialOf(codes[0]));
        await Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 7, to = 9, status = "stolen" });
        foreach (var code in codes.Skip(7))
            await Server.Public.VerifyAsync(code);
        _stolen = codes[8];
        _photo = await Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?format=png&from=8", UriKind.Relative));
        var report = await ReportAsync();
        var (listing, purchase) = await BuyAsync(brand);

        var webhook = await Admin.PostAsync($"/api/v1/brands/{brand.Id}/webhooks", new { url = "https://tickets.casa.example/hook", description = "Tickets" });
        await Admin.PostAsync($"/api/v1/brands/{brand.Id}/webhooks/{webhook.Text("id")}/test", new { });
        var sent = await SendAsync(brand);
        await Server.Services.GetRequiredService<ScanCounts>().WriteAsync();

        var opened = (await Admin.PostAsync("/api/v1/cases", new { claim = "unauthorized", platform = "ebay", country = "DE", gtins = new[] { brand.Gtin }, grounds = new[] { "first_sale_outside" }, seller = new { name = "Ölhandel 24", email = "shop@oelhandel24.example" }, note = "Seen twice." })).Text("id");
        var letter = (await Admin.PostAsync($"/api/v1/cases/{opened}/letters", new { kind = "first_letter" })).GetProperty("text").Text("id");
        await Admin.PostAsync($"/api/v1/cases/{opened}/answers", new { sender = "seller", message = "I bought it from a wholesaler.", kind = "source" });

        var copied = (await Admin.GetFromJsonAsync("/api/v1/anomalies?kind=copied_code")).GetProperty("items")[0];
        Pages =
        [
            ("groups", "/console/anomalies", "[data-row]"),
            ("codes", "/console/anomalies?view=codes&status=all", "[data-row]"),
            ("empty", "/console/anomalies?status=snoozed", ".empty"),
            ("anomaly", $"/console/anomalies/{copied.Text("id")}", ".map"),
            ("reports", "/console/reports", "[data-row]"),
            ("reports-none", "/console/reports?status=handled", ".empty"),
            ("report", $"/console/reports/{report}", ".pictures img"),
            ("listings", "/console/listings", "[data-row]"),
            ("listing", $"/console/listings/{listing}", "[data-capture]"),
            ("new-listing", "/console/listings/new", "#save"),
            ("purchases", "/console/purchases", "[data-row]"),
            ("purchase", $"/console/purchases/{purchase}", "[data-entry]"),
            ("new-purchase", "/console/purchases/new", "#save"),
            ("cases", "/console/cases", ".board [data-row]"),
            ("cases-list", "/console/cases?state=open", "tr[data-row]"),
            ("cases-none", "/console/cases?state=closed", ".empty"),
            ("case", $"/console/cases/{opened}", ".moves li"),
            ("case-new", "/console/cases/new", "#save"),
            ("case-edit", $"/console/cases/{opened}/edit", "#save"),
            ("case-letter", $"/console/cases/{opened}/texts/{letter}", "#values"),
            ("units", "/console/units", "main #code"),
            ("products", "/console/products", ".title-link"),
            ("product", $"/console/products/{brand.Gtin}", "#save"),
            ("new-product", "/console/products/new", "#save"),
            ("brand", "/console/brand", ".look"),
            ("keys", "/console/keys", "[data-revoke]"),
            ("api-keys", "/console/api-keys", "#create"),
            ("people", "/console/people", ".title-link"),
            ("person", $"/console/people/{invited.GetProperty("account").Text("id")}", "#reset"),
            ("invite", "/console/people/new", "#save"),
            ("account", "/console/account", "#password-new"),
            ("webhooks", "/console/webhooks", "#create"),
            ("webhook", $"/console/webhooks/{webhook.Text("id")}", "#test"),
            ("audit", "/console/audit", ".title-link"),
            ("data", "/console/data", "#export"),
            ("precision", "/console/precision", ".bars"),
            ("search", $"/console/units?q={brand.Gtin}", "[data-row]"),
            ("search-none", "/console/units?q=nothing", ".empty"),
            ("unit", $"/console/units/{copied.Text("gtin")}/{copied.Text("serial")}", ".story"),
            ("batches", "/console/batches", "[data-row]"),
            ("batches-none", "/console/batches?q=nothing", ".empty"),
            ("batch", $"/console/batches/{sent}", ".bars"),
            ("map", "/console/map", ".map .disc"),
            ("map-none", "/console/map?gtin=09506000134376", ".empty"),
            ("factory", "/console/factory", "[data-row]"),
            ("order", "/console/factory/order", "#quantity"),
            ("desk", $"/console/factory/{sent}", "#preview"),
            ("batch-marked", $"/console/batches/{batch}", ".line .open"),
        ];
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();

    /// <summary>One is confirmed and one dismissed, if they are not yet: so that there are figures.</summary>
    public async Task DecideTwoAsync()
    {
        var stolen = (await Admin.GetFromJsonAsync("/api/v1/anomalies?kind=stolen_labels")).GetProperty("items");
        foreach (var (anomaly, status) in new[] { (stolen[0], "confirmed"), (stolen[1], "dismissed") })
            await Admin.PostAsync($"/api/v1/anomalies/{anomaly.Text("id")}/status", new { status, note = "The police have the roll." });
    }

    /// <summary>Someone opens a page of the console without having signed in.</summary>
    public PageVisit SignIn(string path) => new($"{Server.Address}{path}") { Locale = "en-GB" };

    /// <summary>An offer with a capture, and what was bought from it.</summary>
    private async Task<(string Listing, string Purchase)> BuyAsync(TestBrand brand)
    {
        var listing = (await Admin.PostAsync(
            "/api/v1/listings",
            new { url = "https://www.ebay.example/itm/123", platform = "ebay", sellerHandle = "oil-depot", country = "DE", gtin = brand.Gtin, price = 4.5m, currency = "EUR", quantity = 120, claimedOrigin = "Portugal" })).Text("id");
        using var form = new MultipartFormDataContent { { new ByteArrayContent("Olive oil, 4.50 EUR"u8.ToArray()), "file", "offer.txt" }, { new StringContent("Copied by hand"), "note" } };
        using var kept = await Admin.PostAsync(new Uri($"/api/v1/listings/{listing}/captures", UriKind.Relative), form);
        Assert.True(kept.IsSuccessStatusCode);
        var purchase = (await Admin.PostAsync("/api/v1/purchases", new { listing, orderNumber = "12-08431", platform = "ebay", sellerHandle = "oil-depot", paid = 9.4m, currency = "EUR", paymentReference = "RF18539007547034" })).Text("id");
        await Admin.PostAsync($"/api/v1/purchases/{purchase}/seals", new { number = "00481516", intact = true });
        await Admin.PostAsync($"/api/v1/purchases/{purchase}/scans", new { code = _stolen });
        return (listing, purchase);
    }

    /// <summary>Someone checks a stolen label and reports what it is on, with a photo. Returns the report's id.</summary>
    public async Task<string> ReportAsync()
    {
        using var opening = new HttpRequestMessage(HttpMethod.Get, new Uri(_stolen[_stolen.IndexOf("/01/", StringComparison.Ordinal)..], UriKind.Relative));
        opening.Headers.Add("Accept", "text/html");
        using var opened = await Server.Public.SendAsync(opening);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Answer().Match(await opened.Content.ReadAsStringAsync()).Groups["answer"].Value), "answer" },
            { new StringContent("The cap is of another green.\nIt smells of nothing."), "text" },
            { new StringContent("Market in Porto"), "place" },
            { new StringContent("4,50"), "price" },
            { new StringContent("EUR"), "currency" },
            { new StringContent("https://shop.example/oil?id=1"), "seller" },
            { new StringContent("ines@example.com"), "contact" },
            { new ByteArrayContent(_photo), "photo", "IMG_0001.png" },
        };
        using var sent = await Server.Public.PostAsync(new Uri("/report/send", UriKind.Relative), form);
        Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        return (await Admin.GetFromJsonAsync("/api/v1/reports?limit=1")).GetProperty("items")[0].Text("id");
    }

    /// <summary>Two objects with one code, each scanned by others where it is, in turns.</summary>
    private static async Task CopyAsync(TestBrand brand, string serial)
    {
        var start = new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
        var lines = Enumerable.Range(0, 6).Select(scan => JsonSerializer.Serialize(new
        {
            gtin = brand.Gtin,
            serial,
            scannedAt = start.AddDays(3 * scan).ToString("O", CultureInfo.InvariantCulture),
            latitude = Cities[scan % 2].Latitude,
            longitude = Cities[scan % 2].Longitude,
            device = $"phone {scan % 2}",
            id = $"scan-{scan}",
        }));
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await brand.Admin.PostAsync(new Uri("/api/v1/scans/import", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A batch for two countries that is scanned in three, some of it applied, spoiled and lost.</summary>
    private static async Task<string> SendAsync(TestBrand brand)
    {
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 12_000, lot = "L2401", expiry = "2027-12", market = new[] { "DE", "AT" }, overrunPercent = 2 });
        foreach (var (from, to, status) in new[] { (0, 8999, "active"), (9000, 9119, "spoiled"), (9120, 9199, "lost"), (9200, 10_199, "unused") })
            await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from, to, status, at = "2026-02-01T00:00:00Z" });
        var serials = (await brand.UrisAsync(batch, 0, 120)).Select(SerialOf).ToList();
        var start = new DateTimeOffset(2026, 2, 2, 10, 0, 0, TimeSpan.Zero);
        var lines = serials.Select((serial, scan) => JsonSerializer.Serialize(new
        {
            gtin = brand.Gtin,
            serial,
            scannedAt = start.AddHours(9 * scan * (1 + (scan % 3))).ToString("O", CultureInfo.InvariantCulture),
            country = scan % 20 == 0 ? "PL" : scan % 4 == 0 ? "AT" : "DE",
            // Where a private network ends says nothing on where the code is.
            networkKind = scan % 20 == 0 ? "vpn" : "fixed",
            device = $"buyer {scan}",
            id = $"sent-{scan}",
        }));
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await brand.Admin.PostAsync(new Uri("/api/v1/scans/import", UriKind.Relative), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return batch;
    }

    private static string SerialOf(string uri) => uri.Split("/21/")[1].Split('?')[0];

    /// <summary>The answer that the page of a check carries, sealed.</summary>
    [GeneratedRegex("name=\"answer\" value=\"(?<answer>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Answer();
}

internal static class ConsoleCalls
{
    public static async Task<JsonElement> GetFromJsonAsync(this HttpClient client, string path) => await client.GetFromJsonAsync<JsonElement>(new Uri(path, UriKind.Relative));
}
