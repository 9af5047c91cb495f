using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Files;
using Trace.Server.Listings;
using Trace.Server.Tests.Files;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Listings;

/// <summary>Captures of offers: kept as they arrived, by whoever may, and never served as pages.</summary>
public sealed class CapturesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_capture_is_kept_with_its_hash_and_entered_into_the_log(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var listing = await brand.ListAsync();
        var inspector = await server.NewClientAsync(brand, "inspector");
        foreach (var (name, bytes, kind) in new[]
        {
            ("offer.warc.gz", FileSamples.Gzip(FileSamples.Warc()), "warc"), ("offer.har", Encoding.ASCII.GetBytes(FileSamples.Har), "har"), ("screen.png", FileSamples.Picture(), "screenshot"),
            ("mail.eml", Encoding.ASCII.GetBytes(FileSamples.Mail), "mail"), ("page.pdf", Encoding.ASCII.GetBytes(FileSamples.Pdf), "pdf"), ("notes.txt", "Olive oil"u8.ToArray(), "text"),
        })
        {
            var capture = (await inspector.CaptureAsync(listing, name, bytes, ("takenAt", "2026-01-02T03:04:05Z"), ("note", "By hand"))).AssertStatus(201).Json;

            var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
            var file = capture.GetProperty("file");
            Assert.Equal((kind, "By hand", hash, name, bytes.Length), (capture.Text("kind"), capture.Text("note"), file.Text("sha256"), file.Text("name"), file.GetProperty("sizeBytes").GetInt32()));
            Assert.Equal("2026-01-02T03:04:05.000Z", capture.Text("takenAt"));
            Assert.Equal(bytes, (await brand.Admin.GetAnswerAsync($"/api/v1/files/{file.Text("id")}")).AssertStatus(200).Body);
            var record = await server.FindAsync<byte[]>("SELECT content FROM log_record WHERE record_id = @Id;", new { Id = TestId.Of(capture.Text("logRecord")) });
            Assert.Contains($"\"sha256\":\"{hash}\"", Encoding.UTF8.GetString(record!), StringComparison.Ordinal);
            Assert.DoesNotContain("ebay", Encoding.UTF8.GetString(record!), StringComparison.OrdinalIgnoreCase);
        }

        var detail = (await brand.Admin.GetAnswerAsync($"/api/v1/listings/{listing}")).Json;
        Assert.Equal((6, 6), (detail.GetProperty("captures").GetArrayLength(), detail.GetProperty("listing").GetProperty("captures").GetInt32()));
        var brandId = TestId.Of(brand.Id);
        Assert.Equal(6, (await server.Services.GetRequiredService<BrandListings>().CapturesAsync(brandId, TestId.Of(listing))).Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_not_what_it_says_is_refused_recorded_and_leaves_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var listing = await brand.ListAsync();
        var before = await server.CountRowsAsync();
        foreach (var (name, bytes, code) in new[]
        {
            ("screen.png", "<html><script>alert(1)</script></html>"u8.ToArray(), "file_type_refused"), ("offer.warc", FileSamples.Zip(), "file_type_refused"),
            ("offer.warc.gz", FileSamples.Bomb(64), "file_inflates"), ("screen.png", FileSamples.Picture()[..40], "file_broken"), ("..\\..\\etc\\passwd", FileSamples.Picture(), "file_name_invalid"),
            ("../../etc/passwd", FileSamples.Picture(), "file_name_invalid"),
        })
        {
            (await brand.Admin.CaptureAsync(listing, name, bytes)).AssertProblem(422, code);
            var entry = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=1")).Json.GetProperty("items")[0];
            Assert.Equal(("file.refuse", "capture", code), (entry.Text("action"), entry.Text("target"), entry.GetProperty("new").Text("reason")));
        }

        (await brand.Admin.CaptureAsync(listing, "a.txt", "x"u8.ToArray(), ("takenAt", "yesterday"))).AssertProblem(422, "invalid_listing");
        (await brand.Admin.CaptureAsync(listing, "a.txt", "x"u8.ToArray(), ("takenAt", "2999-01-01T00:00:00Z"))).AssertProblem(422, "invalid_listing");
        (await brand.Admin.CaptureAsync(listing, "a.txt", "x"u8.ToArray(), ("color", "red"))).AssertProblem(400, "invalid_request");
        (await brand.Admin.SendFormAsync($"/api/v1/listings/{listing}/captures", name: null, [])).AssertProblem(400, "invalid_request");
        (await brand.Admin.PostTextAsync($"/api/v1/listings/{listing}/captures", "{}")).AssertProblem(415, "unsupported_media_type");
        (await brand.Admin.PostTextAsync($"/api/v1/listings/{listing}/captures", "nonsense", "multipart/form-data; boundary=x")).AssertProblem(400, "invalid_request");
        var after = await server.CountRowsAsync();
        foreach (var table in new[] { "listing_capture", "kept_file", "kept_file_chunk", "log_record" })
            Assert.Equal(before[table], after[table]);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_its_brand_has_it_and_only_those_who_keep_evidence_add_to_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var (listing, theirs) = (await brand.ListAsync(), await rival.ListAsync());
        var capture = (await brand.Admin.CaptureAsync(listing, "a.txt", "x"u8.ToArray())).AssertStatus(201).Json.Text("id");

        (await rival.Admin.GetAnswerAsync($"/api/v1/listings/{listing}")).AssertProblem(404, "not_found");
        (await rival.Admin.CaptureAsync(listing, "a.txt", "x"u8.ToArray())).AssertProblem(404, "not_found");
        (await rival.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{theirs}/captures/{capture}")).AssertProblem(404, "not_found");
        (await rival.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{listing}")).AssertProblem(404, "not_found");
        Assert.Equal(theirs, Assert.Single((await rival.Admin.GetAnswerAsync("/api/v1/listings")).Json.GetProperty("items").EnumerateArray()).Text("id"));
        (await (await server.NewClientAsync(brand, "brand_viewer")).CaptureAsync(listing, "a.txt", "x"u8.ToArray())).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "factory")).GetAnswerAsync($"/api/v1/listings/{listing}")).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "inspector", brand.Gtin)).GetAnswerAsync("/api/v1/listings")).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "inspector")).SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{listing}/captures/{capture}")).AssertProblem(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_capture_that_is_sent_twice_is_one_and_erased_it_opens_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var (listing, path) = (await brand.ListAsync(), "");
        path = $"/api/v1/listings/{listing}/captures";

        var first = (await brand.Admin.SendFormAsync(path, "a.txt", "x"u8.ToArray(), "key")).AssertStatus(201);
        var again = (await brand.Admin.SendFormAsync(path, "a.txt", "x"u8.ToArray(), "key")).AssertStatus(201);
        (await brand.Admin.SendFormAsync(path, "a.txt", "y"u8.ToArray(), "key")).AssertProblem(422, "idempotency_key_reused");

        Assert.Equal((true, first.Json.Text("id")), (again.IsReplay, again.Json.Text("id")));
        Assert.Equal(1, (await server.CountRowsAsync())["kept_file"]);
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{path}/{first.Json.Text("id")}")).AssertStatus(204);
        Assert.Equal((0, 0), ((await server.CountRowsAsync())["kept_file"], (await server.CountRowsAsync())["listing_capture"]));
        Assert.Null(await server.FindAsync<byte[]>("SELECT salt FROM log_record WHERE record_id = @Id;", new { Id = TestId.Of(first.Json.Text("logRecord")) }));
        (await brand.Admin.GetAnswerAsync($"/api/v1/files/{first.Json.GetProperty("file").Text("id")}")).AssertProblem(404, "not_found");
    }

    /// <summary>Killed while chunks are written, again and again: what was acknowledged is there whole, and of the rest nothing is.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_server_that_is_killed_between_chunks_leaves_whole_captures_or_none(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        var bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("Olive oil\n", 1_600_000)));
        string? listing = null, key = null, brandId = null;
        var acknowledged = 0;
        for (var round = 0; round < 3; round++)
        {
            await using var server = await ServerProcess.StartAsync(folder.Path, database);
            if (listing == null)
            {
                using var owner = server.NewOwner();
                brandId = (await owner.PostAsync("/api/v1/brands", new { name = "Acme", slug = "acme", host = "id.acme.example" })).Text("id");
                key = (await owner.PostAsync($"/api/v1/brands/{brandId}/api-keys", new { role = "brand_admin", name = "tests" })).Text("key");
                using var first = server.NewClient(key);
                listing = (await first.PostAsync("/api/v1/listings", TestListings.Offer)).Text("id");
                (await first.CaptureAsync(listing, "offer.txt", bytes)).AssertStatus(201);
                acknowledged++;
            }

            using var admin = server.NewClient(key);
            var sending = admin.CaptureAsync(listing, "offer.txt", bytes);
            await Task.Delay(60 + (90 * round), Cancellation);
            await server.KillAsync();
            try
            {
                if ((await sending).Status == 201)
                    acknowledged++;
            }
            catch (HttpRequestException)
            {
                // The connection died with the server.
            }
        }

        await using var after = await RunningServer.StartAsync(folder.Path, database);
        var rows = await after.CountRowsAsync();
        Assert.InRange(rows["listing_capture"], acknowledged, acknowledged + 3);
        Assert.Equal((rows["listing_capture"], 16 * rows["listing_capture"]), (rows["kept_file"], rows["kept_file_chunk"]));
        var id = TestId.Of(brandId!);
        foreach (var capture in await after.Services.GetRequiredService<BrandListings>().CapturesAsync(id, TestId.Of(listing!)))
        {
            await using var stream = (await after.Services.GetRequiredService<KeptFiles>().OpenAsync(id, capture.File.Id))!;
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, Cancellation)));
        }
    }
}
