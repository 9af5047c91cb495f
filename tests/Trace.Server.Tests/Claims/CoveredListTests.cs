using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Labels;
using Trace.Server.Codes;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Claims;

/// <summary>Covered codes in lists and on labels: where they are asked for, as the published page says, and nowhere else.</summary>
public sealed class CoveredListTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_list_has_them_as_its_last_column_where_asked_and_its_manifest_says_so(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (signed, compact, plain) = (await brand.CreateCoveredBatchAsync(700), await brand.CreateCoveredBatchAsync(3, "compact"), await brand.CreateBatchAsync(1));
        var imported = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}&cover=true", "serial\nERP-1\n\"A,B\"\n")).AssertStatus(201).Json.Text("id")!;

        foreach (var batch in new[] { signed, compact, imported })
        {
            Assert.True((await GetAsync(batch, "")).Json.GetProperty("cover").GetBoolean());
            var bare = (await GetAsync(batch, "/codes")).Text.Split('\n');
            var csv = await GetAsync(batch, "/codes?cover=true");
            var lines = csv.Text.Split('\n');
            Assert.Equal(("index,gtin,serial,uri", "index,gtin,serial,uri,cover"), (bare[0], lines[0]));
            Assert.Equal(bare[1..^1], lines[1..^1].Select(line => line[..line.LastIndexOf(',')]));
            var objects = (await GetAsync(batch, "/codes?cover=true&format=ndjson")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
            Assert.Equal(lines[1..^1].Select(line => line[(line.LastIndexOf(',') + 1)..]), objects.Select(line => line.Text("cover")));
            foreach (var line in objects.Take(5).Append(objects[^1]))
                Assert.Equal(await server.DeriveAsync(brand, line.Text("serial")!), line.Text("cover"));
            Assert.False(JsonElement.Parse((await GetAsync(batch, "/codes?format=ndjson&count=1")).Text).TryGetProperty("cover", out _));
            var manifest = (await GetAsync(batch, "/codes/manifest?cover=true")).Json;
            Assert.Equal((true, csv.Body.Length, Convert.ToHexStringLower(SHA256.HashData(csv.Body))), (manifest.GetProperty("cover").GetBoolean(), manifest.GetProperty("sizeBytes").GetInt32(), manifest.Text("sha256")));
        }

        foreach (var list in new[] { "/codes?cover=true", "/codes/manifest?cover=true", "/labels?cover=true" })
            (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{plain}{list}")).AssertProblem(400, "invalid_request");
        var trail = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?action=batch.download_codes&limit=100")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("new"));
        Assert.Equal(6, trail.Count(entry => entry.TryGetProperty("cover", out var cover) && cover.GetBoolean()));
        Assert.Contains(trail, entry => !entry.TryGetProperty("cover", out _));

        async Task<Answer> GetAsync(string batch, string path) => (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}{path}")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_lost_batch_is_made_again_with_them_unless_their_key_is_lost(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateCoveredBatchAsync(3);
        var covered = await brand.CoveredAsync(batch);
        var manifests = new List<string>();
        foreach (var query in new[] { "", "?cover=true" })
            manifests.Add((await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes/manifest{query}")).AssertStatus(200).Text);

        foreach (var manifest in manifests)
        {
            await server.ExecuteAsync("DELETE FROM batch;");
            (await RecreateAsync(manifest)).AssertStatus(201);
            Assert.Equal(covered, await brand.CoveredAsync(batch));
        }

        // A backup from before the batch does not hold its key, and the next order makes another one.
        await server.ExecuteAsync("DELETE FROM batch; DELETE FROM secret_key WHERE kind = 'cover';");
        server.Services.GetRequiredService<BrandKeys>().Forget();
        (await RecreateAsync(manifests[0])).AssertProblem(409, "key_lost");
        await brand.CreateCoveredBatchAsync(1);
        (await RecreateAsync(manifests[0])).AssertProblem(409, "key_lost");
        // It may be said to be younger than it is; its covered codes give that away.
        var younger = JsonNode.Parse(manifests[1])!;
        younger["batch"]!["createdAt"] = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        (await RecreateAsync(younger.ToJsonString())).AssertProblem(422, "batch_differs");

        Task<Answer> RecreateAsync(string manifest) => brand.Admin.PostTextAsync("/api/v1/batches/recreate", manifest);
    }

    [Fact]
    public async Task A_label_has_it_in_words_once_where_asked_and_never_in_its_symbol()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 21, lot = "L2618", expiry = "2027-11", activate = true, cover = true });
        var covered = await brand.CoveredAsync(batch);
        var printed = covered.Select(one => $"{one.Cover[..5]}-{one.Cover[5..]}").ToList();
        using var folder = new TemporaryFolder();
        var pdf = folder.File("labels.pdf");
        await File.WriteAllBytesAsync(pdf, await brand.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?cover=true&count=21", UriKind.Relative), Cancellation), Cancellation);

        var text = await PdfTools.ReadTextAsync(pdf);

        Assert.All(printed, cover => Assert.Single(text.Split(cover)[1..]));
        var picture = folder.File("label.png");
        await File.WriteAllBytesAsync(picture, await brand.Admin.GetByteArrayAsync(new Uri($"/api/v1/batches/{batch}/labels?cover=true&format=png", UriKind.Relative), Cancellation), Cancellation);
        Assert.Equal(covered[0].Uri, Assert.Single(await BarcodeDecoder.ReadQrTextsAsync(picture)));
        foreach (var format in new[] { "svg", "zpl" })
        {
            var one = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?cover=true&format={format}&template=roll-60x40")).AssertStatus(200).Text;
            Assert.Single(one.Split(printed[0])[1..]);
            Assert.DoesNotContain(covered[0].Cover, one, StringComparison.Ordinal);
            Assert.DoesNotContain(printed[0], (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?format={format}&template=roll-60x40")).AssertStatus(200).Text, StringComparison.Ordinal);
        }

        var tooSmall = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/labels?cover=true&template=roll-30x20")).AssertProblem(422, "invalid_label");
        Assert.Contains("covered code need", tooSmall.Text("detail"), StringComparison.Ordinal);
    }

    /// <summary>Of two labels that differ in nothing else.</summary>
    [Theory]
    [InlineData(LabelFormat.Pdf)]
    [InlineData(LabelFormat.Svg)]
    [InlineData(LabelFormat.Png)]
    [InlineData(LabelFormat.Zpl)]
    public async Task Every_format_draws_it(LabelFormat format)
    {
        Assert.True(LabelStocks.TryFind("roll-60x40", out var stock, out _));
        var labels = new[] { "0000000000", "WWWWWWWWWW" }.Select(cover => new LabelContent { Uri = "HTTPS://ID.ACME.EXAMPLE/01/09506000134352/21/7K3M9QX2TV4B", Gtin = "09506000134352", Serial = "7K3M9QX2TV4B", Cover = cover }).ToList();
        Assert.True(LabelPlan.TryCreate(stock, format, new LabelOptions(), labels, out var plan, out _));
        var files = new List<byte[]>();
        foreach (var label in labels)
        {
            using var file = new MemoryStream();
            await LabelWriter.WriteAsync(plan, [label], file, Cancellation);
            files.Add(file.ToArray());
        }

        Assert.False(files[0].AsSpan().SequenceEqual(files[1]));
    }
}
