using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Past scans are taken line by line: what is good is stored and judged as of its time, what is not is named.</summary>
public sealed class ScanImportTests
{
    private const string Now = "2026-11-24T12:00:00Z";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_refused_line_is_named_and_stops_no_other(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var (code, theirs) = (await brand.CodeAsync(), await rival.CodeAsync());
        var serial = BrandBatches.SerialOf(code);
        const string At = "2026-01-05T10:00:00Z";
        string Good(object more) => ImportLines.Line(code, At, more);
        (string Line, string? Code)[] lines =
        [
            (ImportLines.Line(code, At), null),
            ("", null),
            (ImportLines.Line(new { gtin = brand.Gtin, serial, scannedAt = "2026-01-05T11:00:00+01:00" }), null),
            (Good(new { latitude = 53.55, longitude = 10.0, radiusKm = 12.5, country = "de", network = "AS64500", networkKind = "vpn", device = "d", id = "1" }) + "\r", null),
            ("{", "invalid_json"),
            ("null", "invalid_json"),
            (Good(new { truth = "copy" }), "invalid_json"),
            (ImportLines.Line(new { scannedAt = At }), "invalid_code"),
            (Good(new { gtin = brand.Gtin, serial }), "invalid_code"),
            (ImportLines.Line(new { gtin = brand.Gtin, scannedAt = At }), "invalid_code"),
            (ImportLines.Line("hello", At), "not_a_code"),
            (ImportLines.Line(new { gtin = "123", serial, scannedAt = At }), "invalid_gtin"),
            (ImportLines.Line(new { gtin = brand.Gtin, serial = "a b", scannedAt = At }), "invalid_serial"),
            (ImportLines.Line(new { gtin = brand.Gtin, serial = "NOBODY", scannedAt = At }), "unknown_serial"),
            (ImportLines.Line(new { gtin = TestGtin.Of(9), serial, scannedAt = At }), "unknown_gtin"),
            (ImportLines.Line(theirs, At), "unknown_gtin"),
            (ImportLines.Line(theirs[..^1], At), "unknown_gtin"),
            (ImportLines.Line(ReplaceLast(code), At), "signature_invalid"),
            (ImportLines.Line(new { code }), "invalid_time"),
            (ImportLines.Line(code, "2026-01-05"), "invalid_time"),
            (ImportLines.Line(code, "2026-11-24T12:06:00Z"), "invalid_time"),
            (ImportLines.Line(code, "2016-11-24T11:59:00Z"), "invalid_time"),
            (Good(new { latitude = 91, longitude = 0 }), "invalid_place"),
            (Good(new { latitude = 0, longitude = -180.5 }), "invalid_place"),
            (Good(new { latitude = 0 }), "invalid_place"),
            (Good(new { latitude = 0, longitude = 0, radiusKm = -1 }), "invalid_place"),
            (Good(new { country = "DEU" }), "invalid_country"),
            (Good(new { country = "1A" }), "invalid_country"),
            (Good(new { networkKind = "satellite" }), "invalid_network_kind"),
            (Good(new { network = "" }), "invalid_network"),
            (Good(new { device = new string('d', 201) }), "invalid_device"),
            (Good(new { id = new string('i', 65) }), "invalid_id"),
            (Good(new { device = new string('d', 8200) }), "line_too_long"),
            (Good(new { device = new string('d', 200), id = new string('i', 64), network = new string('n', 200) }), null),
        ];
        var refused = lines.Index().Where(line => line.Item.Code != null).Select(line => (Line: line.Index + 1L, line.Item.Code)).ToList();

        var answer = (await brand.Admin.ImportScansAsync(lines.Select(line => line.Line))).AssertStatus(200).Json;

        Assert.Equal(refused, answer.GetProperty("rejected").EnumerateArray().Select(line => (line.GetProperty("line").GetInt64(), line.GetProperty("code").GetString())));
        Assert.Equal((4, refused.Count), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("rejectedCount").GetInt32()));
        Assert.Equal(4, (await StoredScans.Of(server).CountAsync()).Scans);
        var stream = ImportLines.Lines(await brand.Admin.ImportScansAsync(lines.Select(line => line.Line), verdicts: true));
        Assert.Equal(Enumerable.Range(1, lines.Length).Where(line => line != 2), stream.Select(line => line.GetProperty("line").GetInt32()));
        Assert.Equal(refused, stream.Where(line => line.TryGetProperty("code", out _)).Select(line => (line.GetProperty("line").GetInt64(), line.GetProperty("code").GetString())));
        Assert.All(stream.Where(line => !line.TryGetProperty("code", out _)), line => Assert.Equal(["line", "verdict", "score"], line.EnumerateObject().Select(member => member.Name)));
    }

    /// <summary>Last lines without an end, marks of byte order, the first thousand refusals only, empty bodies, other media types.</summary>
    [Fact]
    public async Task A_body_may_begin_and_end_as_files_do()
    {
        await using var server = await Clock.At(Now).StartServerAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        var line = ImportLines.Line(await brand.CodeAsync(), "2026-01-05T10:00:00Z");

        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(line)];
        Assert.Equal(1, (await brand.Admin.PostBytesAsync("/api/v1/scans/import", marked, "application/x-ndjson; charset=utf-8")).AssertStatus(200).Json.GetProperty("accepted").GetInt32());
        var many = (await brand.Admin.ImportScansAsync([.. Enumerable.Repeat("x", 1200), line])).AssertStatus(200).Json;
        Assert.Equal((1, 1200, 1000), (many.GetProperty("accepted").GetInt32(), many.GetProperty("rejectedCount").GetInt32(), many.GetProperty("rejected").GetArrayLength()));
        Assert.Equal(0, (await brand.Admin.ImportScansAsync([])).AssertStatus(200).Json.GetProperty("accepted").GetInt32());
        Assert.Empty((await brand.Admin.ImportScansAsync([], verdicts: true)).AssertStatus(200).Text);
        (await brand.Admin.PostTextAsync("/api/v1/scans/import", line)).AssertProblem(415, "unsupported_media_type");
        (await brand.Admin.PostTextAsync("/api/v1/scans/import?verdict=true", line, ImportLines.MediaType)).AssertProblem(400, "invalid_request");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_what_a_key_may_see_can_be_imported_with_it(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        await brand.Admin.PostAsync("/api/v1/products", new { gtin = TestGtin.Of(2), name = "Vinegar" });
        var porto = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, activate = true, site = "Porto" });
        var faro = await brand.CodeAsync(new { gtin = brand.Gtin, quantity = 1, activate = true, site = "Faro" });
        var other = await brand.CodeAsync(new { gtin = TestGtin.Of(2), quantity = 1, activate = true });
        string[] lines = [.. new[] { porto, faro, other }.Select(code => ImportLines.Line(code, "2026-01-05T10:00:00Z"))];

        foreach (var role in new[] { "brand_viewer", "factory" })
            (await (await server.NewClientAsync(brand, role)).ImportScansAsync(lines)).AssertProblem(403, "forbidden");
        Assert.Equal(["issued", "issued", "issued"], await (await server.NewClientAsync(brand, "inspector")).VerdictsAsync(lines));
        Assert.Equal(["issued", "issued", "unknown_gtin"], await (await server.NewClientAsync(brand, "inspector", brand.Gtin)).VerdictsAsync(lines));
        var site = await server.Owner.PostAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "brand_admin", name = "Porto", sites = new[] { "Porto" } });
        using var limited = server.NewClient(site.Text("key"));
        Assert.Equal(["issued", "unknown_serial", "issued"], await limited.VerdictsAsync(lines));
    }

    /// <summary>Status, expiry and signature are those of a live scan of that moment; a recall in March says nothing of a scan in February.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_scan_is_judged_as_of_its_time(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 20, expiry = "2026-06-30" });
        var code = (await brand.UrisAsync(batch, 7, 1))[0];
        foreach (var (status, from, to, at) in new[] { ("active", 0, 19, "2026-01-01T00:00:00Z"), ("stolen", 5, 9, "2026-02-01T00:00:00Z"), ("active", 7, 7, "2026-02-10T00:00:00Z"), ("recalled", 0, 19, "2026-07-15T00:00:00Z") })
            (await brand.Admin.ReportAsync(batch, from, to, status, Clock.Parse(at))).AssertStatus(200);

        (string At, string Verdict)[] expected =
        [
            ("2025-12-31T23:59:59.999Z", "not_activated"), ("2026-01-01T00:00:00Z", "issued"), ("2026-02-05T00:00:00Z", "caution"), ("2026-02-10T00:00:00Z", "issued"),
            ("2026-06-30T23:59:59Z", "issued"), ("2026-07-01T00:00:00Z", "caution"), ("2026-07-15T00:00:00Z", "recalled"),
        ];
        Assert.Equal(expected.Select(line => line.Verdict), await brand.Admin.VerdictsAsync(expected.Select(line => ImportLines.Line(code, line.At))));

        (await brand.Admin.ReportAsync(batch, 0, 19, "lost", Clock.Parse("2026-01-20T00:00:00Z"))).AssertStatus(200);
        Assert.Equal(["issued", "caution"], await brand.Admin.VerdictsAsync(ImportLines.Line(code, "2026-01-19T23:59:00Z"), ImportLines.Line(code, "2026-01-20T00:01:00Z")));
        Assert.Equal(["caution", "issued"], await brand.Admin.VerdictsAsync(
            ImportLines.Line(BrandBatches.WithoutSignature(code), "2026-01-10T00:00:00Z"), ImportLines.Line(new { gtin = brand.Gtin, serial = BrandBatches.SerialOf(code), scannedAt = "2026-01-10T00:00:00Z" })));
        Assert.Equal("recalled", await server.VerdictAsync(code));
    }

    /// <summary>An import keeps no more of a scan than a live one does.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_kept_of_an_imported_scan_is_what_is_kept_of_a_live_one(Engine engine)
    {
        await using var server = await Clock.At(Now).StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        await brand.Admin.VerdictsAsync(ImportLines.Line(code, Now, new { latitude = 53.55678, longitude = 10.00123, radiusKm = 0.2, network = "AS64500", device = "phone", id = "line-1" }));
        await server.Public.VerifyAsync(code, "phone");

        var scans = await StoredScans.Of(server).ListAsync();

        Assert.Equal(["import", "api"], scans.OrderByDescending(scan => scan.Source, StringComparer.Ordinal).Select(scan => scan.Source));
        Assert.Equal(scans[0].DeviceHash, scans[1].DeviceHash);
        var imported = scans.Single(scan => scan.Source == "import");
        Assert.Equal((53.56, 10.0), (imported.Latitude, imported.Longitude));
        Assert.Equal(["import", "api"], (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}")).Json.GetProperty("scans").EnumerateArray().Select(scan => scan.Text("source")).OrderDescending(StringComparer.Ordinal));
        var content = await server.DumpAsync();
        Assert.All(new[] { "AS64500", "line-1", "53.55678" }, text => Assert.DoesNotContain(text, content, StringComparison.Ordinal));
    }

    private static string ReplaceLast(string code) => code[..^1] + (code[^1] == '0' ? '1' : '0');
}
