using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Files;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Files;

/// <summary>Files at rest: the bytes that arrived and no others, for their brand alone, gone when they are erased.</summary>
public sealed class KeptFilesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_kept_is_byte_for_byte_what_arrived(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, brand) = await BrandAsync(server);
        // None but one byte, whole chunks, and a piece of one.
        foreach (var length in new[] { 1, FileChunks.ChunkBytes - 1, FileChunks.ChunkBytes, (3 * FileChunks.ChunkBytes) + 7 })
        {
            var bytes = TextOf(length);

            var kept = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", bytes);

            Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(bytes)), length, FileTypes.Text, "offer.txt", FilePurpose.Capture), (kept.Sha256, kept.SizeBytes, kept.MediaType, kept.Name, kept.Purpose));
            Assert.Equal(kept, await Files(server).FindAsync(brandId, kept.Id));
            await using var stream = (await Files(server).OpenAsync(brandId, kept.Id))!;
            Assert.Equal(bytes, await ReadAsync(stream));
            var download = (await brand.Admin.GetAnswerAsync($"/api/v1/files/{PublicId.Format(kept.Id)}")).AssertStatus(200);
            Assert.Equal(bytes, download.Body);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Neither_bytes_nor_name_are_in_the_database_in_clear(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, _) = await BrandAsync(server);

        await KeepAsync(server, brandId, FilePurpose.Capture, "Ines Example.txt", TextOf(3 * FileChunks.ChunkBytes, "SECRETWORD"));

        var dump = await server.DumpAsync();
        Assert.Contains("kept_file_chunk", dump, StringComparison.Ordinal);
        foreach (var word in new[] { "SECRETWORD", "Ines" })
        {
            Assert.DoesNotContain(word, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexString(Encoding.UTF8.GetBytes(word)), dump, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_is_its_brands_alone_and_nobody_elses_to_read(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, brand) = await BrandAsync(server);
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var rivalId = TestId.Of(rival.Id);
        var kept = await KeepAsync(server, brandId, FilePurpose.Proof, "contract.pdf", Encoding.ASCII.GetBytes(FileSamples.Pdf));
        var path = $"/api/v1/files/{PublicId.Format(kept.Id)}";

        Assert.Null(await Files(server).FindAsync(rivalId, kept.Id));
        Assert.Null(await Files(server).OpenAsync(rivalId, kept.Id));
        Assert.False(await server.Database().WriteAsync(session => KeptFiles.EraseAsync(session, rivalId, kept.Id), Cancellation));
        (await rival.Admin.GetAnswerAsync(path)).AssertProblem(404, "not_found");
        (await server.Public.GetAnswerAsync(path)).AssertProblem(401, "unauthenticated");
        (await (await server.NewClientAsync(brand, "factory")).GetAnswerAsync(path)).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "inspector", brand.Gtin)).GetAnswerAsync(path)).AssertProblem(403, "forbidden");
        (await (await server.NewClientAsync(brand, "brand_viewer")).GetAnswerAsync(path)).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_erased_file_leaves_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, _) = await BrandAsync(server);
        var before = await server.CountRowsAsync();
        var kept = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(2 * FileChunks.ChunkBytes));
        Assert.NotEqual(before, await server.CountRowsAsync());

        Assert.True(await server.Database().WriteAsync(session => KeptFiles.EraseAsync(session, brandId, kept.Id), Cancellation));

        Assert.Equal(before, await server.CountRowsAsync());
        Assert.Null(await Files(server).OpenAsync(brandId, kept.Id));
    }

    /// <summary>Whoever owns the database can take away, never change: no byte of a chunk, no order of chunks, no word about the file.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_somebody_changed_in_the_database_is_never_given_out(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, _) = await BrandAsync(server);
        foreach (var edit in new[]
        {
            "UPDATE kept_file_chunk SET content = (SELECT content FROM kept_file_chunk WHERE file_id = @Other AND number = 1) WHERE file_id = @Id AND number = 1;",
            "UPDATE kept_file_chunk SET number = 5 WHERE file_id = @Id AND number = 0; UPDATE kept_file_chunk SET number = 0 WHERE file_id = @Id AND number = 1; UPDATE kept_file_chunk SET number = 1 WHERE file_id = @Id AND number = 5;",
            "DELETE FROM kept_file_chunk WHERE file_id = @Id AND number = 2;",
        })
        {
            var kept = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(3 * FileChunks.ChunkBytes));
            var other = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(3 * FileChunks.ChunkBytes));
            await server.ExecuteAsync(edit, new { kept.Id, Other = other.Id });
            await using var stream = (await Files(server).OpenAsync(brandId, kept.Id))!;
            await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(stream));
        }

        foreach (var edit in new[] { "media_type = 'text/html'", "sha256 = 'aa'", "size_bytes = 1", "kept_at = 1", "purpose = 'proof'", "sealed_key = (SELECT sealed_key FROM kept_file WHERE file_id = @Other)" })
        {
            var kept = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(5));
            var other = await KeepAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(6));
            await server.ExecuteAsync($"UPDATE kept_file SET {edit} WHERE file_id = @Id;", new { kept.Id, Other = other.Id });
            Assert.Null(await Files(server).FindAsync(brandId, kept.Id));
            Assert.Null(await Files(server).OpenAsync(brandId, kept.Id));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_file_whose_transaction_does_not_end_is_not_there(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, _) = await BrandAsync(server);
        var before = await server.CountRowsAsync();
        await using var arrived = Taken(await ReceiveAsync(server, brandId, FilePurpose.Capture, "offer.txt", TextOf(4 * FileChunks.ChunkBytes)));

        await Assert.ThrowsAsync<IOException>(() => server.Database().WriteAsync(
            async Task (session) =>
            {
                await Files(server).KeepAsync(session, brandId, arrived, Cancellation);
                throw new IOException("The power failed.");
            },
            Cancellation));

        Assert.Equal(before, await server.CountRowsAsync());
        // The file that arrived is as good as before: the same work can be tried again.
        var kept = await server.Database().WriteAsync(session => Files(server).KeepAsync(session, brandId, arrived, Cancellation), Cancellation);
        await using var stream = (await Files(server).OpenAsync(brandId, kept.Id))!;
        Assert.Equal(TextOf(4 * FileChunks.ChunkBytes), await ReadAsync(stream));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_refused_is_in_the_trail_with_its_reason_and_without_its_name(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var (brandId, brand) = await BrandAsync(server);
        foreach (var (purpose, name, bytes, code) in new (FilePurpose, string?, byte[], string)[]
        {
            (FilePurpose.Capture, "secretname.png", "MZ\x90\0"u8.ToArray(), "file_type_refused"),
            (FilePurpose.Capture, "secretname.zip", FileSamples.Zip(), "file_type_refused"),
            (FilePurpose.Capture, "secretname.warc.gz", FileSamples.Bomb(64), "file_inflates"),
            (FilePurpose.Capture, "secretname.png", FileSamples.Picture()[..30], "file_broken"),
            (FilePurpose.Photo, "secretname.pdf", Encoding.ASCII.GetBytes(FileSamples.Pdf), "file_type_refused"),
            (FilePurpose.Proof, "secretname.txt", TextOf((25 << 20) + 1), "file_too_large"),
            (FilePurpose.Capture, "../../secretname", TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, "C:\\secretname.txt", TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, "..", TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, "secretname\u202Egpj.exe", TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, "secretname\r\nSet-Cookie: a", TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, new string('x', 201), TextOf(5), "file_name_invalid"),
            (FilePurpose.Capture, null, TextOf(5), "file_name_invalid"),
        })
        {
            var outcome = await ReceiveAsync(server, brandId, purpose, name, bytes);
            Assert.False(outcome.TryGet(out _, out var failure));
            Assert.Equal(code, failure!.Code);
            var entry = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=1")).Json.GetProperty("items")[0];
            Assert.Equal(("file.refuse", purpose.Word(), code), (entry.Text("action"), entry.Text("target"), entry.GetProperty("new").Text("reason")));
        }

        Assert.DoesNotContain("secretname", await server.DumpAsync(), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(server.DataFolder, "*.tmp"));
    }

    [Theory]
    [InlineData(FilePurpose.Capture, "page.warc", FileDownload.Bytes)]
    [InlineData(FilePurpose.Capture, "mail.eml", FileDownload.Bytes)]
    [InlineData(FilePurpose.Capture, "log.html", FileTypes.Text)]
    [InlineData(FilePurpose.Photo, "Fläche \"1\".png", FileTypes.Png)]
    public async Task Nothing_is_served_as_a_page_whatever_it_is_called(FilePurpose purpose, string name, string servedAs)
    {
        await using var server = await RunningServer.StartAsync();
        var (brandId, brand) = await BrandAsync(server);
        var bytes = name switch
        {
            "page.warc" => FileSamples.Record("1.1", 1, "<script>alert(1)</script>"u8.ToArray()),
            "mail.eml" => Encoding.ASCII.GetBytes(FileSamples.Mail + "<script>alert(1)</script>"),
            "log.html" => TextOf(20),
            _ => FileSamples.Picture(),
        };
        var kept = await KeepAsync(server, brandId, purpose, name, bytes);

        using var response = await brand.Admin.GetAsync(new Uri($"/api/v1/files/{PublicId.Format(kept.Id)}", UriKind.Relative), Cancellation);

        Assert.Equal(servedAs, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(("attachment", name), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentDisposition.FileNameStar));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("sandbox; default-src 'none'; frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:", Assert.Single(response.Headers.GetValues("Repr-Digest")));
        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    private static KeptFiles Files(RunningServer server) => server.Services.GetRequiredService<KeptFiles>();

    private static async Task<(long Id, TestBrand Brand)> BrandAsync(RunningServer server)
    {
        var brand = await server.CreateBrandAsync();
        return (TestId.Of(brand.Id), brand);
    }

    private static Task<Outcome<ArrivedFile>> ReceiveAsync(RunningServer server, long brandId, FilePurpose purpose, string? name, byte[] bytes) =>
        server.Services.GetRequiredService<FileArrivals>().ReceiveAsync(Caller.System(brandId), purpose, name, new MemoryStream(bytes), Cancellation);

    private static ArrivedFile Taken(Outcome<ArrivedFile> outcome)
    {
        Assert.True(outcome.TryGet(out var arrived, out var failure), failure?.Detail);
        return arrived!;
    }

    private static async Task<KeptFile> KeepAsync(RunningServer server, long brandId, FilePurpose purpose, string name, byte[] bytes)
    {
        await using var arrived = Taken(await ReceiveAsync(server, brandId, purpose, name, bytes));
        return await server.Database().WriteAsync(session => Files(server).KeepAsync(session, brandId, arrived, Cancellation), Cancellation);
    }

    private static byte[] TextOf(int length, string word = "offer") =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(word + "\n", (length / (word.Length + 1)) + 1)))[..length];

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, Cancellation);
        return memory.ToArray();
    }
}
