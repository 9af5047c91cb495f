using System.IO.Compression;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Trace.Server.Accounts;
using Trace.Server.Export;
using Trace.Server.Storage;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Claims;
using Trace.Server.Tests.Codes;
using Trace.Server.Tests.Listings;
using Trace.Server.Tests.Reports;
using Trace.Server.Tests.Rights;
using Trace.Server.Tests.Sellers;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Export;

/// <summary>A brand can leave with everything it owns, and with nothing that is secret or another's.</summary>
public sealed class BrandExportTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Everything_of_a_brand_is_in_it_and_no_secret(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        await rival.CodeAsync();
        using var kim = await Person.SignedInAsync(server, brand, "brand_admin");
        (await brand.Admin.SendAnswerAsync(HttpMethod.Put, $"/api/v1/products/{brand.Gtin}/picture", JsonContent.Create(new { content = Png() }))).AssertStatus(200);
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 5, activate = true, cover = true });
        await brand.Admin.PostAsync($"/api/v1/batches/{batch}/status", new { from = 2, to = 4, status = "stolen" });
        var codes = await brand.UrisAsync(batch, 0, 5);
        foreach (var code in codes)
            await server.Public.VerifyAsync(code);
        var webhook = (await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/webhooks", new { url = "https://tickets.acme.example/hook" })).Text("id");
        await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/webhooks/{webhook}/test", new { });
        await server.Public.SendReportAsync(await server.CheckAsync(codes[0]), [("text", "The cap is of another green."), ("contact", "ines@example.com")], SentReports.Photo(40, 30));
        var covered = (await brand.CoveredAsync(batch))[1];
        Assert.Equal("first", (await server.Public.ResultAsync(covered.Uri, covered.Cover)).Result);
        await brand.Admin.PostAsync("/api/v1/rights", TestRights.Mark);
        await brand.Admin.PostAsync("/api/v1/sellers", TestSellers.Of("shop.example"));
        await rival.Admin.PostAsync("/api/v1/sellers", TestSellers.Of("shop.example", name: rival.Gtin));
        await rival.Admin.PostAsync("/api/v1/rights", TestRights.With(title: rival.Gtin));
        var enforced = (await brand.Admin.PostAsync("/api/v1/cases", new { claim = "unauthorized", platform = "ebay", country = "DE", note = "Seen twice.", seller = new { email = "shop@seller.example" } })).Text("id");
        await brand.Admin.PostAsync($"/api/v1/cases/{enforced}/letters", new { kind = "first_letter" });
        await rival.Admin.PostAsync("/api/v1/cases", new { claim = "unauthorized", platform = "ebay", country = "DE", note = rival.Gtin });
        var key = (await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "factory", name = "Line 1" })).Text("key");

        var capture = (await brand.Admin.CaptureAsync(await brand.ListAsync(), "offer.txt", "Olive oil"u8.ToArray())).AssertStatus(201).Json.GetProperty("file").Text("id");
        await brand.BuyAsync();
        await rival.ListAsync();

        var files = await ExportAsync(kim.Browser, brand.Id);

        (string Name, int Lines)[] expected =
        [
            ("brand.ndjson", 1), ("products.ndjson", 1), ("batches.ndjson", 1), ("statuses.ndjson", 1), ("imported-serials.ndjson", 0), ("keys.ndjson", 1), ("people.ndjson", 1),
            ("api-keys.ndjson", 2), ("anomalies.ndjson", 3), ("blocks.ndjson", 0), ("scans.ndjson", 6), ("claims.ndjson", 1), ("reports.ndjson", 1), ("rights.ndjson", 1), ("sellers.ndjson", 1), ("listings.ndjson", 1), ("purchases.ndjson", 1), ("files.ndjson", 1), ("cases.ndjson", 1), ("dossiers.ndjson", 0), ("webhooks.ndjson", 1), ($"deliveries/{webhook}.ndjson", 1), ("log-records.ndjson", 4),
        ];
        Assert.Equal(expected, expected.Select(file => (file.Name, Lines(files[file.Name]).Length)));
        Assert.Equal("Olive oil"u8.ToArray(), files[$"files/{capture}"]);
        Assert.Equal("RF18SECRETREF", Lines(files["purchases.ndjson"])[0].Text("paymentReference"));
        var readme = Encoding.UTF8.GetString(files["README.txt"]);
        Assert.All(files.Keys.Where(name => name.EndsWith(".ndjson", StringComparison.Ordinal)), name => Assert.Contains(name.StartsWith("deliveries/", StringComparison.Ordinal) ? "deliveries/{id}.ndjson" : name, readme, StringComparison.Ordinal));
        var exported = Lines(files["cases.ndjson"])[0];
        Assert.Equal(("Seen twice.", "shop@seller.example", "Acme"), (exported.GetProperty("case").Text("note"), exported.GetProperty("case").GetProperty("seller").Text("email"), exported.GetProperty("texts")[0].GetProperty("values").Text("brand")));
        var report = Lines(files["reports.ndjson"])[0];
        Assert.Equal(("The cap is of another green.", "ines@example.com"), (report.Text("text"), report.Text("contact")));
        Assert.True(files[$"report-pictures/{report.GetProperty("report").Text("id")}-1.webp"].AsSpan(8, 4).SequenceEqual("WEBP"u8));
        var product = Lines(files["products.ndjson"])[0];
        Assert.True(files[product.Text("pictureUrl")[1..]].AsSpan(8, 4).SequenceEqual("WEBP"u8));
        Assert.Equal((batch, 2, 4, "stolen"), (Lines(files["statuses.ndjson"])[0].Text("batchId"), Lines(files["statuses.ndjson"])[0].GetProperty("from").GetInt64(), Lines(files["statuses.ndjson"])[0].GetProperty("to").GetInt64(), Lines(files["statuses.ndjson"])[0].Text("status")));
        Assert.Equal([0, 0, 1, 2, 3, 4], Lines(files["scans.ndjson"]).Select(scan => scan.GetProperty("index").GetInt64()).Order());
        var claim = Lines(files["claims.ndjson"])[0];
        Assert.Equal((batch, 1, 1), (claim.Text("batchId"), claim.GetProperty("index").GetInt64(), claim.GetProperty("uses").GetInt64()));
        Assert.Contains(Lines(files["audit.ndjson"]), entry => entry.Text("action") == "brand.export" && entry.Text("target") == brand.Id);
        var text = string.Join('\n', files.Where(file => file.Key.EndsWith(".ndjson", StringComparison.Ordinal)).Select(file => Encoding.UTF8.GetString(file.Value)));
        Assert.All(new[] { key, covered.Cover, Convert.ToHexString(ApiKey.Hash(key)), Convert.ToBase64String(ApiKey.Hash(key)), rival.Gtin, "passwordHash", "sealed", "deviceHash" }, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_limited_administrator_another_brand_and_the_owner_get_none()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        using var limited = server.NewClient((await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "brand_admin", name = "Oil", gtins = new[] { brand.Gtin } })).Text("key"));

        (await limited.PostAnswerAsync($"/api/v1/brands/{brand.Id}/export", new { })).AssertProblem(403, "forbidden");
        (await rival.Admin.PostAnswerAsync($"/api/v1/brands/{brand.Id}/export", new { })).AssertProblem(404, "not_found");
        (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/export", new { })).AssertProblem(403, "forbidden");
    }

    /// <summary>What is committed while it is read is not in it, not even in what is read later.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task All_that_is_read_at_once_is_of_one_moment(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var database = server.Database();
        await database.ReadAtOnceAsync(async session =>
        {
            Assert.Equal(0, await session.FindAsync<long>("SELECT COUNT(*) FROM brand;"));
            await server.CreateBrandAsync();
            Assert.Equal(0, await session.FindAsync<long>("SELECT COUNT(*) FROM brand;"));
            Assert.Equal(0, await session.FindAsync<long>("SELECT COUNT(*) FROM product;"));
            return 0;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await database.ReadAsync(session => session.FindAsync<long>("SELECT COUNT(*) FROM product;"), TestContext.Current.CancellationToken));
    }

    /// <summary>PostgreSQL keeps all old rows, and changes of tables wait, as long as somebody reads at one moment: a slow download must not be that.</summary>
    [Fact]
    public async Task Who_downloads_slowly_holds_up_nothing_in_the_database()
    {
        await using var server = await RunningServer.StartAsync(Engine.Postgres);
        var brand = await server.CreateBrandAsync();
        await using var stuck = new StuckStream();

        var sending = server.Services.GetRequiredService<BrandExport>().WriteAsync(PublicId.TryParse(brand.Id, out var id) ? id : 0, stuck, CancellationToken.None);
        await stuck.Reached;

        await KeyRaceTests.WaitAsync(async () => await server.FindAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction';") == 0);
        Assert.False(sending.IsCompleted);
        stuck.Release();
        await sending;
    }

    /// <summary>Takes nothing until it is released.</summary>
    private sealed class StuckStream : MemoryStream
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Release() => _released.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _reached.TrySetResult();
            await _released.Task;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }

    internal static async Task<Dictionary<string, byte[]>> ExportAsync(HttpClient client, string brandId)
    {
        using var answer = await client.PostAsync(new Uri($"/api/v1/brands/{brandId}/export", UriKind.Relative), content: null, TestContext.Current.CancellationToken);
        Assert.Equal((200, "application/zip"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), ZipArchiveMode.Read);
        return zip.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using var content = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(content);
            return content.ToArray();
        }, StringComparer.Ordinal);
    }

    private static JsonElement[] Lines(byte[] file) => [.. Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    private static byte[] Png()
    {
        using var bitmap = new SKBitmap(8, 8);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
