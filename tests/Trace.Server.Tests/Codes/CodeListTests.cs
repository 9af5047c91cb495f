using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>The codes of a batch as files: the same every time, whole or in parts, and what the manifest says of them.</summary>
public sealed class CodeListTests
{
    private const int Quantity = 1300;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Csv_and_ndjson_hold_the_same_codes_in_print_order_and_all_verify_offline(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(Quantity);
        var path = $"/api/v1/batches/{batch}/codes";

        var csv = (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200);
        var ndjson = (await brand.Admin.GetAnswerAsync($"{path}?format=ndjson")).AssertStatus(200);

        Assert.Equal(("text/csv", "application/x-ndjson"), (csv.MediaType, ndjson.MediaType));
        var lines = csv.Text.Split('\n');
        Assert.Equal(("index,gtin,serial,uri", ""), (lines[0], lines[^1]));
        var rows = lines[1..^1];
        Assert.Equal(Quantity, rows.Length);
        var objects = ndjson.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(rows, objects.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.GetProperty("index").GetInt64()},{item.Text("gtin")},{item.Text("serial")},{item.Text("uri")}")));
        Assert.Equal(Enumerable.Range(0, Quantity), rows.Select(row => int.Parse(row.Split(',')[0], CultureInfo.InvariantCulture)));
        Assert.Distinct(objects.Select(item => item.Text("serial")));
        Assert.All(objects, item => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{12}$", item.Text("serial")));

        Assert.True(KeyRing.TryParse((await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Body, out var keys, out _));
        Assert.All(objects, item => Assert.Equal(OfflineOutcome.Valid, OfflineVerifier.Verify(keys, item.Text("uri")).Outcome));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_part_is_what_stands_there_in_the_whole(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        foreach (var profile in new[] { "signed", "compact" })
        {
            var batch = await brand.CreateBatchAsync(Quantity, profile);
            var path = $"/api/v1/batches/{batch}/codes?format=ndjson";
            var whole = await LinesAsync(path);
            Assert.Equal(Quantity, whole.Length);

            foreach (var (from, count) in new[] { (0, 1), (0, Quantity), (1, 2), (511, 2), (512, 512), (1023, 3), (Quantity - 1, 1) })
                Assert.Equal(whole[from..(from + count)], await LinesAsync($"{path}&from={from}&count={count}"));
            Assert.Equal(whole[700..], await LinesAsync($"{path}&from=700"));
            Assert.Equal(whole[..7], await LinesAsync($"{path}&count=7"));
        }

        async Task<string[]> LinesAsync(string path) => (await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>A lost label can be printed again in ten years: codes are derived, not kept.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_same_codes_come_every_time_and_after_a_restart(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var paths = new List<string>();
        var before = new List<string>();
        string? key;
        await using (var server = await RunningServer.StartAsync(folder.Path, database))
        {
            var brand = await server.CreateBrandAsync();
            key = brand.Admin.DefaultRequestHeaders.Authorization!.Parameter;
            foreach (var profile in new[] { "signed", "compact" })
                paths.Add($"/api/v1/batches/{await brand.CreateBatchAsync(600, profile)}/codes");
            var imported = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA-1\nA-2\n")).AssertStatus(201).Json.Text("id");
            paths.Add($"/api/v1/batches/{imported}/codes");
            foreach (var path in paths)
            {
                before.Add((await brand.Admin.GetAnswerAsync(path)).AssertStatus(200).Text);
                Assert.Equal(before[^1], (await brand.Admin.GetAnswerAsync(path)).Text);
            }

            // Neither another name nor another batch changes what is printed.
            await brand.Admin.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { name = "Another name" });
            await brand.CreateBatchAsync(5);
        }

        await using var again = await RunningServer.StartAsync(folder.Path, database);
        using var client = again.NewClient(key);
        foreach (var (path, text) in paths.Zip(before))
            Assert.Equal(text, (await client.GetAnswerAsync(path)).AssertStatus(200).Text);
        Assert.Equal("issued", await again.VerdictAsync(before[0].Split('\n')[600].Split(',')[3]));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_manifest_tells_size_and_digest_of_the_bytes_that_are_streamed(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var derived = await brand.CreateBatchAsync(Quantity);
        var imported = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA-1\n\"B,\"\"2\"\nC%3\n")).AssertStatus(201).Json.Text("id");

        foreach (var (batch, query, from, count) in new[]
        {
            (derived, "", 0, Quantity), (derived, "format=csv&from=600&count=513", 600, 513), (derived, "format=ndjson", 0, Quantity), (derived, "format=ndjson&from=1299", 1299, 1),
            (imported, "", 0, 3), (imported, "format=ndjson&from=1&count=2", 1, 2),
        })
        {
            var list = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?{query}")).AssertStatus(200);
            var manifest = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes/manifest?{query}")).AssertStatus(200).Json;

            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(list.Body)), manifest.Text("sha256"));
            Assert.Equal(list.Body.Length, manifest.GetProperty("sizeBytes").GetInt64());
            Assert.Equal((from, count), (manifest.GetProperty("from").GetInt32(), manifest.GetProperty("count").GetInt32()));
            Assert.Equal(query.Contains("ndjson", StringComparison.Ordinal) ? "ndjson" : "csv", manifest.Text("format"));
            Assert.Equal(batch, manifest.GetProperty("batch").Text("id"));
            var serials = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson&from={from}&count={count}")).Text
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Text("serial")).ToList();
            Assert.Equal((serials[0], serials[^1]), (manifest.Text("firstSerial"), manifest.Text("lastSerial")));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_range_that_is_not_in_the_batch_is_refused(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(10);
        var huge = await brand.CreateBatchAsync(4_294_967_295);
        string[] ranges =
        [
            "from=10", "from=-1", "from=0&count=11", "from=9&count=2", "count=0", "count=-1", "from=5&count=0", $"from={long.MaxValue}", $"from={long.MinValue}",
            $"count={long.MaxValue}", $"from=1&count={long.MaxValue}", $"from={long.MinValue}&count={long.MinValue}", "from=4294967296", $"from=-1&count={long.MinValue}",
        ];
        string[] unreadable = ["from=x", "from=1.5", "count=1e3", "from=9223372036854775808", "from=1&from=2", "format=xml", "format=CSV", "format="];

        foreach (var kind in new[] { "codes", "codes/manifest" })
        {
            foreach (var range in ranges)
                (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/{kind}?{range}")).AssertProblem(422, "invalid_range");
            foreach (var query in unreadable)
                (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/{kind}?{query}")).AssertProblem(400, "invalid_request");
        }

        // Nobody waits hours for a digest of four billion codes.
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{huge}/codes/manifest")).AssertProblem(422, "invalid_range");
    }

    /// <summary>A download of four billion codes begins at once, and one that is given up ends at once.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_huge_list_is_streamed_and_can_be_left(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(4_294_967_295);

        using (var response = await brand.Admin.GetAsync(
            new Uri($"/api/v1/batches/{batch}/codes", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken))
        {
            Assert.Null(response.Content.Headers.ContentLength);
            Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            for (var line = 0; line < 2000; line++)
                Assert.NotNull(await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(200, (await server.Public.GetAnswerAsync("/health/ready")).Status);
    }
}
