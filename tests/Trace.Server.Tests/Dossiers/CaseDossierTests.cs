using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Trace.Core.Evidence;
using Trace.Core.TransparencyLog;
using Trace.Server.Tests.Cases;
using Trace.Server.Tests.Log;
using Trace.Server.Tests.Reports;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Dossiers;

/// <summary>From a case to a pack that a stranger checks.</summary>
public sealed class CaseDossierTests
{
    private const string Address = "203.0.113.77";
    private const string Device = "device-of-eva-4711";
    private const string Mail = "eva@consumer.example";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_pack_of_a_case_verifies_offline_opens_the_way_to_a_lawyer_and_holds_nothing_of_a_consumer(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine, "--Proxies:Known=127.0.0.1");
        var uri = (await world.Brand.UrisAsync(await world.Brand.CreateBatchAsync(1), 0, 1))[0];
        await ScanAndReportAsync(world, uri);
        var id = await world.OpenAsync(purchase: await world.BuyAsync(uri));
        await world.ComplainAsync(id);
        var link = await world.LinkAsync(id);
        (await world.MoveAsync(id, "record_platform_refusal", answer: await world.AnswerAsync(id, "platform", "Not infringing."))).AssertStatus(200);
        Assert.Contains("dossier_missing", CaseWorld.CodesIn((await world.MoveAsync(id, "go_legal")).AssertStatus(422)));
        await world.Server.SequenceAsync();

        var made = (await MakeAsync(world.Kim.Browser, id)).AssertStatus(201).Json;

        Assert.Equal(0, made.GetProperty("waiting").GetInt64());
        Assert.Equal(made.Text("id"), (await world.Brand.Admin.GetAnswerAsync($"/api/v1/cases/{id}/dossiers")).Json.GetProperty("items")[0].Text("id"));
        var pack = await DownloadAsync(world, made.Text("pack"));
        var report = await VerifyAsync(world, pack);
        Assert.Empty(report.Faults);
        Assert.Equal((EvidenceOutcome.Valid, (int)made.GetProperty("records").GetInt64()), (report.Outcome, report.Records.Count));
        Assert.True(report.Records.Count > 5);

        var said = await AllTextAsync(pack);
        Assert.Contains("An offer of olive oil.", said, StringComparison.Ordinal);
        Assert.Contains("oelhandel24", said, StringComparison.Ordinal);
        Assert.All([Address, Device, Mail, link], secret => Assert.DoesNotContain(secret, said, StringComparison.Ordinal));

        (await world.MoveAsync(id, "go_legal")).AssertStatus(200);
        Assert.Equal("legal", await world.StateAsync(id));
    }

    [Fact]
    public async Task Who_erases_a_seller_erases_the_packs_that_name_the_seller()
    {
        await using var world = await CaseWorld.StartAsync(Engine.Sqlite);
        var id = await world.OpenAsync();
        var made = (await MakeAsync(world.Kim.Browser, id)).AssertStatus(201).Json;

        (await world.Kim.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/cases/{id}/seller")).AssertStatus(204);

        Assert.Equal(0, (await world.Brand.Admin.GetAnswerAsync($"/api/v1/cases/{id}/dossiers")).Json.GetProperty("items").GetArrayLength());
        foreach (var file in new[] { "pack", "pdf" })
            (await world.Brand.Admin.GetAnswerAsync($"/api/v1/files/{made.Text(file)}")).AssertStatus(404);
    }

    /// <summary>Asked twice under one key, it is made once; another brand has neither the case nor the files.</summary>
    [Fact]
    public async Task A_pack_is_made_once_for_one_key_and_for_its_own_brand()
    {
        await using var world = await CaseWorld.StartAsync(Engine.Sqlite);
        var rival = await world.Server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var id = await world.OpenAsync();

        var first = await MakeAsync(world.Kim.Browser, id, "one");
        Assert.Equal(first.AssertStatus(201).Json.Text("id"), (await MakeAsync(world.Kim.Browser, id, "one")).AssertStatus(201).Json.Text("id"));

        Assert.Equal(1, (await world.Brand.Admin.GetAnswerAsync($"/api/v1/cases/{id}/dossiers")).Json.GetProperty("items").GetArrayLength());
        (await MakeAsync(rival.Admin, id)).AssertStatus(404);
        (await rival.Admin.GetAnswerAsync($"/api/v1/cases/{id}/dossiers")).AssertStatus(404);
        (await rival.Admin.GetAnswerAsync($"/api/v1/files/{first.Json.Text("pack")}")).AssertStatus(404);
    }

    private static Task<Answer> MakeAsync(HttpClient client, string id, string? key = null) => client.PostAnswerAsync($"/api/v1/cases/{id}/dossier", new { }, key);

    private static async Task ScanAndReportAsync(CaseWorld world, string uri)
    {
        using var scan = new HttpRequestMessage(HttpMethod.Post, "/api/v1/verify")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { code = uri, device = Device }), Encoding.UTF8, "application/json"),
        };
        scan.Headers.Add("X-Forwarded-For", Address);
        using var answer = await world.Server.Public.SendAsync(scan, Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
        var sent = await world.Server.Public.SendReportAsync(await world.Server.CheckAsync(uri), [("text", "The cap is of another green."), ("contact", Mail)]);
        Assert.Equal(200, sent.Status);
    }

    private static Task<byte[]> DownloadAsync(CaseWorld world, string file) => world.Kim.Browser.GetByteArrayAsync(new Uri($"/api/v1/files/{file}", UriKind.Relative), Cancellation);

    private static async Task<EvidenceReport> VerifyAsync(CaseWorld world, byte[] pack)
    {
        var keys = new List<NoteVerifier>();
        foreach (var path in new[] { "/evidence/key", "/log/key" })
        {
            var text = await world.Server.Public.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);
            keys.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => NoteVerifier.TryParse(line, out var key) ? key : throw new InvalidOperationException($"{line} is no key.")));
        }

        using var stream = new MemoryStream(pack);
        return await EvidenceVerifier.VerifyAsync(stream, new EvidenceTrust(keys, []), Cancellation);
    }

    /// <summary>All bytes of all entries, and what the documents among them show.</summary>
    private static async Task<string> AllTextAsync(byte[] pack)
    {
        using var folder = new TemporaryFolder();
        await using var zip = new ZipArchive(new MemoryStream(pack));
        var all = new StringBuilder();
        foreach (var entry in zip.Entries)
        {
            using var bytes = new MemoryStream();
            await using (var content = await entry.OpenAsync(Cancellation))
                await content.CopyToAsync(bytes, Cancellation);
            all.Append(Encoding.Latin1.GetString(bytes.ToArray())).Append('\n');
            if (!entry.Name.EndsWith(".pdf", StringComparison.Ordinal))
                continue;
            var file = folder.File("document.pdf");
            await File.WriteAllBytesAsync(file, bytes.ToArray(), Cancellation);
            all.Append(await PdfTools.ReadTextAsync(file)).Append('\n');
        }

        return all.ToString();
    }
}
