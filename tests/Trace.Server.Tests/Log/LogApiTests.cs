using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>The log as the owner and the brands see it.</summary>
public sealed class LogApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_reads_its_own_records_with_what_opens_their_leaves(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        for (var i = 0; i < 5; i++)
            await brand.CreateBatchAsync(1);
        await rival.CreateBatchAsync(new { gtin = rival.Gtin, quantity = 1 });

        Assert.All((await brand.Admin.GetAnswerAsync("/api/v1/log/records")).AssertStatus(200).Json.GetProperty("items").EnumerateArray(), record => Assert.Equal(record.TryGetProperty("index", out _), record.TryGetProperty("log", out _)));
        await server.SequenceAsync();

        var (records, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = (await brand.Admin.GetAnswerAsync($"/api/v1/log/records?limit=4{cursor}")).AssertStatus(200).Json;
            records.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(6, records.Count);
        Assert.Equal(6, records.Select(record => record.GetProperty("index").GetInt64()).Distinct().Count());
        foreach (var record in records)
        {
            Assert.True(LogLeaf.Opens(Convert.FromBase64String(record.Text("leaf")), Convert.FromBase64String(record.Text("salt")), Encoding.UTF8.GetBytes(record.Text("record"))));
            Assert.Equal((brand.Id, record.Text("id"), record.Text("type")), JsonDocument.Parse(record.Text("record")).RootElement is var content ? (content.Text("brand"), content.Text("record"), content.Text("type")) : default);
        }

        using var limited = await server.NewClientAsync(brand, "brand_admin", brand.Gtin);
        (await limited.GetAnswerAsync("/api/v1/log/records")).AssertProblem(403, "forbidden");
        (await brand.Admin.GetAnswerAsync("/api/v1/log/records?cursor=x")).AssertProblem(400, "invalid_request");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_scans_of_a_day_get_one_record_a_brand_that_the_brand_can_make_again(Engine engine)
    {
        var clock = Clock.At("2026-11-24T09:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(2));
        var codes = await brand.UrisAsync(await brand.CreateBatchAsync(3), 0, 3);
        foreach (var code in codes)
            await server.Public.VerifyAsync(code);
        clock.Set("2026-11-25T00:10:00Z");
        await server.Public.VerifyAsync(codes[0]);
        await server.Services.GetRequiredService<Trace.Server.Verification.Scans>().FlushAsync();
        var days = server.Services.GetRequiredService<ScanDayRecords>();

        // Not before the day has settled; then once.
        await days.RunAsync(Cancellation);
        Assert.DoesNotContain(await LogRecordsTests.RowsAsync(server), row => row.Type == "scans_of_day");
        clock.Set("2026-11-25T00:20:00Z");
        await days.RunAsync(Cancellation);
        await days.RunAsync(Cancellation);

        var record = JsonDocument.Parse(Assert.Single(await LogRecordsTests.RowsAsync(server), row => row.Type == "scans_of_day").Content!).RootElement;
        Assert.Equal((brand.Id, "2026-11-24", 3), (record.Text("brand"), record.Text("day"), record.GetProperty("scans").GetInt32()));
        // From what the export gives the brand, without us.
        var scans = (await Export.BrandExportTests.ExportAsync(brand.Admin, brand.Id))["scans.ndjson"];
        string[] members = ["batchId", "id", "index", "ordinal", "recheck", "scannedAt", "signature", "source", "verdict"];
        var lines = Encoding.UTF8.GetString(scans).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(scan => scan.Text("scannedAt").StartsWith("2026-11-24", StringComparison.Ordinal))
            .OrderBy(scan => scan.Text("scannedAt"), StringComparer.Ordinal).ThenBy(scan => scan.Text("id"), StringComparer.Ordinal)
            .Select(scan => $"{{{string.Join(',', members.Select(member => $"\"{member}\":{scan.GetProperty(member).GetRawText()}"))}}}\n");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines)))), record.Text("sha256"));
    }

    [Fact]
    public async Task A_witness_that_checks_what_it_signs_cosigns_what_is_published()
    {
        await using var witness = await TestWitness.StartAsync();
        await using var server = await RunningServer.StartAsync(configure: null, arguments: ["--Log:Witnesses", $"{witness.Key} {witness.Url}", $"--Log:Allow={witness.Url.Authority}"]);
        witness.LogKey = (await new ServedLog(server.Public).PolicyAsync()).LogKeys[0];
        var asking = server.Services.GetRequiredService<Witnessing>();
        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 200; i++)
                await server.EnterAsync(7);
            await server.SequenceAsync();
            await asking.RunAsync(Cancellation);
            Assert.Equal(200 * round, witness.Size);
            var policy = new LogPolicy("localhost/log", [witness.LogKey], [witness.Key], Quorum: 1);
            Assert.True(policy.TryOpen((await server.Public.GetAnswerAsync("/log/checkpoint")).Body, out var checkpoint, out var problem), problem);
            Assert.Equal(200 * round, checkpoint.Size);
        }

        var state = (await server.Owner.GetAnswerAsync("/api/v1/log")).AssertStatus(200).Json.GetProperty("witnesses")[0];
        Assert.Equal((witness.Key.ToString(), 600), (state.Text("key"), state.GetProperty("size").GetInt32()));

        // Where we know less of it than it does, it says so and is asked again; a record's proof has the checkpoint it signed.
        await server.ExecuteAsync("DELETE FROM log_cosignature;");
        var id = await server.EnterAsync(7);
        await server.SequenceAsync();
        await asking.RunAsync(Cancellation);
        await server.EnterAsync(7);
        await server.SequenceAsync();
        var proven = Assert.Single(await server.Services.GetRequiredService<LogRecords>().ProvenAsync(7, [id], Cancellation));
        Assert.True(new LogPolicy("localhost/log", [witness.LogKey], [witness.Key], Quorum: 1).TryOpen(proven.Proof.Checkpoint.Span, out var cosigned, out _));
        Assert.Equal(601, cosigned.Size);
    }

    [Fact]
    public async Task What_a_witness_answers_is_not_believed()
    {
        await using var witness = await TestWitness.StartAsync();
        witness.Answers = "— w.example/1 " + Convert.ToBase64String(new byte[76]) + "\n";
        await using var server = await RunningServer.StartAsync(configure: null, arguments: ["--Log:Witnesses", $"{witness.Key} {witness.Url}", $"--Log:Allow={witness.Url.Authority}"]);
        await server.EnterAsync(7);
        await server.SequenceAsync();

        await server.Services.GetRequiredService<Witnessing>().RunAsync(Cancellation);

        Assert.Equal(0, await server.FindAsync<long>("SELECT COUNT(*) FROM log_cosignature;"));
        Assert.Null(await new ServedLog(server.Public).AuditAsync());
    }
}
