using System.Text;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What a brand does before anybody scans.</summary>
internal static class BrandBatches
{
    /// <summary>A new brand with one product on a server that is a process of its own.</summary>
    public static async Task<TestBrand> CreateBrandAsync(this ServerProcess server)
    {
        using var owner = server.NewOwner();
        var id = (await owner.PostAsync("/api/v1/brands", new { name = "Acme", slug = "acme", host = "id.acme.example" })).Text("id");
        var admin = server.NewClient((await owner.PostAsync($"/api/v1/brands/{id}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key"));
        await admin.PostAsync("/api/v1/products", new { gtin = TestBrand.DefaultGtin, name = "Olive oil, 500 ml" });
        return new TestBrand(id, TestBrand.DefaultGtin, admin);
    }

    /// <summary>The one code of a new batch, or the first.</summary>
    public static async Task<string> CodeAsync(this TestBrand brand, object order) => (await brand.UrisAsync(await brand.CreateBatchAsync(order), 0, 1))[0];

    /// <summary>A code in use, of the signed profile unless said otherwise.</summary>
    public static Task<string> CodeAsync(this TestBrand brand, string profile = "signed") => brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, profile, activate = true });

    public static async Task<IReadOnlyList<string>> CodesAsync(this TestBrand brand, int count, string profile = "signed") =>
        await brand.UrisAsync(await brand.CreateBatchAsync(count, profile), 0, count);

    public static Task ReportAsync(this TestBrand brand, string batch, long from, long to, string status) =>
        brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from, to, status });

    /// <summary>A batch of the brand's own serials, in use.</summary>
    public static async Task<string> ImportAsync(this TestBrand brand, IEnumerable<string> serials, string query = "")
    {
        var csv = "serial\n" + string.Concat(serials.Select(serial => $"\"{serial.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"));
        using var content = new StringContent(csv, Encoding.UTF8, "text/csv");
        var target = new Uri($"/api/v1/batches/import?gtin={brand.Gtin}&activate=true{query}", UriKind.Relative);
        using var response = await brand.Admin.PostAsync(target, content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.Text("id");
    }

    /// <summary>The serial in a printed code.</summary>
    public static string SerialOf(string uri) => Uri.UnescapeDataString(uri.Split("/21/")[1].Split('?')[0]);

    /// <summary>The printed code without <c>?s=</c>.</summary>
    public static string WithoutSignature(string uri) => uri.Split('?')[0];
}
