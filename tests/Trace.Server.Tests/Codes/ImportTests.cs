using System.Globalization;
using System.Text;
using System.Text.Json;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>A brand's own serials become a batch whose codes verify.</summary>
public sealed class ImportTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Imported_codes_are_listed_in_order_and_verify_online_and_offline(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        // Every character of set 82, at most 20 in a serial, and shapes that other codes have.
        var all = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
        string[] serials = [.. all.Chunk(20).Select(part => new string(part)), "1", "0", "00", "=1+1", "abc", "ABC", "0123456789AB", "0123456789ABCDEFGHJK", "trace", "null"];

        var answer = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}&lot=L1&expiry=2030-12&market=DE,AT&inCode=lot,expiry&activate=true", Csv(serials))).AssertStatus(201);

        var batch = answer.Json;
        Assert.Equal($"/api/v1/batches/{batch.Text("id")}", answer.Location);
        Assert.Equal(("imported", "signed", brand.Gtin, serials.Length), (batch.Text("kind"), batch.Text("profile"), batch.Text("gtin"), batch.GetProperty("quantity").GetInt32()));
        Assert.Equal(("L1", "2030-12", """["AT","DE"]"""), (batch.Text("lot"), batch.Text("expiry"), batch.GetProperty("market").GetRawText()));
        var codes = await CodesAsync(brand, batch.Text("id"));
        Assert.Equal(serials, codes.Select(code => code.Text("serial")));
        Assert.True(KeyRing.TryParse((await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Body, out var keys, out _));
        for (var i = 0; i < serials.Length; i++)
        {
            var uri = codes[i].Text("uri");
            Assert.StartsWith($"HTTPS://ID.ACME.EXAMPLE/01/{brand.Gtin}/10/L1/21/{Uri.EscapeDataString(serials[i])}?17=301200&s=", uri, StringComparison.Ordinal);
            Assert.Equal(OfflineOutcome.Valid, OfflineVerifier.Verify(keys, uri).Outcome);
            var verified = await server.Public.VerifyAsync(uri);
            Assert.Equal((serials[i], "issued", "valid"), (verified.GetProperty("unit").Text("serial"), verified.Text("verdict"), verified.Text("signature")));
        }

        // CSV quotes what RFC 4180 wants quoted.
        var list = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch.Text("id")}/codes")).Text.Split('\n');
        Assert.StartsWith($"0,{brand.Gtin},\"{serials[0].Replace("\"", "\"\"", StringComparison.Ordinal)}\",HTTPS://", list[1], StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_way_to_write_the_file_is_read(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var gtin13 = brand.Gtin[1..];
        (string Csv, string Query, string[] Serials)[] files =
        [
            ("serial\nA1\nA2\n", $"?gtin={brand.Gtin}", ["A1", "A2"]),
            ("serial\nB1\nB2", $"?gtin={gtin13}", ["B1", "B2"]),
            ("Serial\r\nC1\r\nC2\r\n", $"?gtin={brand.Gtin}", ["C1", "C2"]),
            ("\uFEFFSERIAL\nD1\n", $"?gtin={brand.Gtin}", ["D1"]),
            (" serial \nE1\n", $"?gtin={brand.Gtin}", ["E1"]),
            ("\"serial\"\n\"F,1\"\n\"F\"\"2\"\n\"F3\"\n", $"?gtin={brand.Gtin}", ["F,1", "F\"2", "F3"]),
            ("line,serial,colour\n1,G1,red\n2,G2,\n3,G3,\"blue,\ngreen\"\n4,G4,red\n", $"?gtin={brand.Gtin}", ["G1", "G2", "G3", "G4"]),
            ($"gtin,serial\n{brand.Gtin},H1\n{gtin13},H2\n,H3\n", "", ["H1", "H2", "H3"]),
            ($"GTIN,Lot,Expiry,Serial\n{gtin13},L7,2030-01-31,I1\n{gtin13},L7,2030-01-31,I2\n", $"?gtin={brand.Gtin}&lot=L7", ["I1", "I2"]),
            ("serial\n\nJ1\n\n\nJ2\n\n", $"?gtin={brand.Gtin}", ["J1", "J2"]),
        ];

        foreach (var (csv, query, serials) in files)
        {
            var answer = await brand.Admin.ImportAsync(query, csv);
            Assert.True(answer.Status == 201, $"{csv}: {answer}");
            Assert.Equal(serials, (await CodesAsync(brand, answer.Json.Text("id"))).Select(code => code.Text("serial")));
            if (csv.StartsWith("GTIN", StringComparison.Ordinal))
                Assert.Equal(("L7", "2030-01-31"), (answer.Json.Text("lot"), answer.Json.Text("expiry")));
        }

        foreach (var type in new[] { "text/csv; charset=utf-8; header=present", "TEXT/CSV" })
            (await brand.Admin.PostTextAsync($"/api/v1/batches/import?gtin={brand.Gtin}", $"serial\nK{type.Length}\n", type)).AssertStatus(201);
    }

    /// <summary>More than one transaction's and one page's worth, in the order of the file.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Thousands_of_serials_keep_the_order_of_the_file(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var count = TestScale.Count(reduced: 2500, full: 250_000);
        var serials = Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i * 7919L) % count:X6}")).ToArray();

        var batch = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}&activate=true", Csv(serials))).AssertStatus(201).Json.Text("id");

        Assert.Equal(serials, (await CodesAsync(brand, batch)).Select(code => code.Text("serial")));
        Assert.Equal([serials[^1]], (await CodesAsync(brand, batch, $"&from={count - 1}")).Select(code => code.Text("serial")));
        Assert.Equal("issued", await server.VerdictAsync((await brand.UrisAsync(batch, 1234, 1))[0]));
    }

    /// <summary>Serials belong to a product: the same one may be another unit of another product, or of another brand's.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_serial_is_one_unit_of_its_product_and_derived_codes_go_on_beside(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = TestGtin.Of(2), name = "Vinegar" });
        var derived = await brand.CreateBatchAsync(5);
        Assert.Equal("not_issued", await server.VerdictAsync($"{brand.Gtin} A1"));

        var uris = new List<string>();
        foreach (var (client, gtin) in new[] { (brand.Admin, brand.Gtin), (brand.Admin, TestGtin.Of(2)), (rival.Admin, rival.Gtin) })
        {
            var batch = (await client.ImportAsync($"?gtin={gtin}&activate=true", "serial\nA1\n")).AssertStatus(201).Json.Text("id");
            uris.Add(JsonDocument.Parse((await client.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson")).Text).RootElement.Text("uri"));
            Assert.Equal("issued", await server.VerdictAsync($"{gtin} A1"));
        }

        foreach (var uri in uris.Concat(await brand.UrisAsync(derived, 0, 5)).Concat(await brand.UrisAsync(await brand.CreateBatchAsync(5), 0, 5)))
            Assert.Equal("issued", await server.VerdictAsync(uri));
    }

    private static string Csv(IEnumerable<string> serials) => serials
        .Aggregate(new StringBuilder("serial\n"), (text, serial) => text.Append('"').Append(serial.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\"\n")).ToString();

    private static async Task<List<JsonElement>> CodesAsync(TestBrand brand, string batch, string query = "") =>
        (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson{query}")).AssertStatus(200).Text
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
}
