using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Testing;
using Xunit;

namespace Trace.Cli.Tests;

/// <summary>A deployment with something of everything, and the questions by which two servers are compared.</summary>
internal sealed class Witness(string brandId, string adminKey, IReadOnlyList<string> units, IReadOnlyList<string> batches, CookieContainer cookies)
{
    private const string Password = "blaue Giraffe kauft Kreide";
    private const string Phone = "the-phone";

    /// <returns>What to ask, and codes that many can scan.</returns>
    public static async Task<(Witness Witness, IReadOnlyList<string> Codes)> PrepareAsync(ServerProcess server)
    {
        using var owner = server.NewOwner();
        var id = (await owner.PostAsync("/api/v1/brands", new { name = "Acmé", slug = "acme", host = "id.acme.example" })).Text("id");
        await owner.PostAsync("/api/v1/brands", new { name = "Other", slug = "other", host = "id.other.example" });
        using (var reserved = await owner.PutAsJsonAsync(new Uri("/api/v1/gtin-prefixes/0950600", UriKind.Relative), new { brandId = id }))
            Assert.True(reserved.IsSuccessStatusCode, await reserved.Content.ReadAsStringAsync());
        var key = (await owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key");
        using var admin = server.NewClient(key);
        await admin.PostAsync("/api/v1/products", new { gtin = TestBrand.DefaultGtin, name = "Olive oil, 500 ml", description = "Ölive" });
        await admin.PostAsync("/api/v1/products", new { gtin = CliServer.OtherGtin, name = "Vinegar" });
        var brand = new TestBrand(id, TestBrand.DefaultGtin, admin);
        var signed = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 25, lot = "L-1", expiry = "2040-12", market = new[] { "DE", "FR" }, inCode = new[] { "lot", "expiry" }, activate = true });
        await admin.PostAsync($"/api/v1/brands/{id}/keys/rotate", new { });
        var compact = await brand.CreateBatchAsync(5, "compact");
        using var csv = new StringContent("serial\nOWN-1\nOWN-2\n", System.Text.Encoding.UTF8, "text/csv");
        using var imported = await admin.PostAsync(new Uri($"/api/v1/batches/import?gtin={CliServer.OtherGtin}&activate=true", UriKind.Relative), csv);
        var own = JsonDocument.Parse(await imported.Content.ReadAsStringAsync()).RootElement.Text("id");
        await admin.PostAsync($"/api/v1/batches/{signed}/status", new { from = 20, to = 24, status = "recalled" });

        IReadOnlyList<string> codes = [.. await brand.UrisAsync(signed, 0, 25), .. await brand.UrisAsync(compact, 0, 5), .. await brand.UrisAsync(own, 0, 2)];
        using var people = server.NewClient();
        await people.VerifyAsync(codes[0], Phone);
        await people.VerifyAsync("HTTPS://ID.ACME.EXAMPLE/01/09506000134352/21/000000000000");
        return (new Witness(id, key, [.. codes.Take(3).Concat(codes.Skip(23)).Select(UnitPath)], [signed, compact, own], await SignInAsync(server, owner, id)), codes);
    }

    /// <summary>The answers to all questions, by question.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AskAsync(ServerProcess server)
    {
        using HttpClient owner = server.NewOwner(), admin = server.NewClient(adminKey), browser = NewBrowser(server, cookies), people = server.NewClient();
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (client, path) in new[]
        {
            (owner, "/api/v1/brands"), (owner, "/api/v1/gtin-prefixes"), (owner, $"/api/v1/brands/{brandId}/keys"), (owner, "/api/v1/master-key"),
            (owner, $"/api/v1/brands/{brandId}/refused-tries"), (owner, $"/api/v1/brands/{brandId}/accounts"), (owner, $"/api/v1/brands/{brandId}/audit"),
            (admin, "/api/v1/products"), (admin, "/api/v1/batches"), (admin, $"/api/v1/brands/{brandId}/issuing-quota"),
            (browser, "/api/v1/session"), (browser, $"/api/v1/brands/{brandId}"), (people, "/.well-known/trace-keys.json"),
        }.Concat(batches.SelectMany(batch => new[] { (admin, $"/api/v1/batches/{batch}"), (admin, $"/api/v1/batches/{batch}/status"), (admin, $"/api/v1/batches/{batch}/codes/manifest") }))
            .Concat(units.Select(unit => (admin, unit))))
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{path}: {text}");
            answers[path] = WithoutScans(text);
        }

        return answers;
    }

    /// <summary>Counting, devices, API keys, people and codes go on where they were.</summary>
    public async Task AssertGoesOnAsync(ServerProcess server, IReadOnlyList<string> codes)
    {
        using HttpClient admin = server.NewClient(adminKey), people = server.NewClient();
        var phone = (await people.VerifyAsync(codes[0], Phone)).GetProperty("scan");
        Assert.Equal((1, 1), (phone.GetProperty("ordinal").GetInt32(), phone.GetProperty("yourEarlierScans").GetInt32()));
        foreach (var code in codes)
        {
            var before = (await admin.GetFromJsonAsync<JsonElement>(new Uri(UnitPath(code), UriKind.Relative))).GetProperty("summary").GetProperty("scans").GetInt64();
            Assert.True(before > 0);
            Assert.Equal(before + 1, (await people.VerifyAsync(code)).GetProperty("scan").GetProperty("ordinal").GetInt64());
        }

        Assert.Equal("recalled", (await people.VerifyAsync(codes[24])).Text("verdict"));
        // A person signs in again, and a batch is ordered with keys of the old deployment.
        using var browser = NewBrowser(server, new CookieContainer());
        await browser.PostAsync("/api/v1/session", new { email = "kim@acme.example", password = Password });
        var batch = (await admin.PostAsync("/api/v1/batches", new { gtin = TestBrand.DefaultGtin, quantity = 1, activate = true })).Text("id");
        var codesOfBatch = await new TestBrand(brandId, TestBrand.DefaultGtin, admin).UrisAsync(batch, 0, 1);
        Assert.Equal("issued", (await people.VerifyAsync(codesOfBatch[0])).Text("verdict"));
    }

    private static async Task<CookieContainer> SignInAsync(ServerProcess server, HttpClient owner, string brandId)
    {
        var cookies = new CookieContainer();
        using var browser = NewBrowser(server, cookies);
        var invited = await owner.PostAsync($"/api/v1/brands/{brandId}/accounts", new { email = "kim@acme.example", name = "Kim", role = "brand_admin" });
        using var set = await browser.PostAsJsonAsync(new Uri("/api/v1/passwords", UriKind.Relative), new { token = invited.GetProperty("link").Text("url").Split('#')[1], password = Password });
        Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        await browser.PostAsync("/api/v1/session", new { email = "kim@acme.example", password = Password });
        return cookies;
    }

    private static HttpClient NewBrowser(ServerProcess server, CookieContainer cookies)
    {
        // Another port is another site to a cookie jar, though not to a browser.
        var own = new CookieContainer();
        foreach (Cookie cookie in cookies.GetAllCookies())
            own.Add(server.Address, new Cookie(cookie.Name, cookie.Value, "/"));
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies.Count == 0 ? cookies : own, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = server.Address };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser;
    }

    /// <summary>A unit's latest scans of one millisecond have no order among them; they are compared past the server.</summary>
    private static string WithoutScans(string text)
    {
        var answer = JsonNode.Parse(text)!;
        if (answer is JsonObject unit && unit.ContainsKey("summary"))
            unit.Remove("scans");
        return answer.ToJsonString();
    }

    private static string UnitPath(string code)
    {
        var parts = new Uri(code).AbsolutePath.Split('/');
        return $"/api/v1/units/{parts[Array.IndexOf(parts, "01") + 1]}/{parts[Array.IndexOf(parts, "21") + 1]}";
    }
}
