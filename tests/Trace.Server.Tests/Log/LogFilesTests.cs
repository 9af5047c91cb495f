using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>What anyone may read of the log, and what they learn from it.</summary>
public sealed class LogFilesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_done_is_in_the_log_within_two_seconds_and_anyone_can_audit_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine, configure: null, "--Log:Origin", "id.acme.example/log");
        var served = new ServedLog(server.Public);
        var empty = await served.CheckpointAsync();
        Assert.Equal(("id.acme.example/log", 0), (empty.Origin, empty.Size));

        var brand = await server.CreateBrandAsync();
        await brand.CreateBatchAsync(5);
        await Task.Delay(TimeSpan.FromSeconds(2), Cancellation);

        Assert.Equal(2, (await served.CheckpointAsync()).Size);
        Assert.Null(await served.AuditAsync(empty));
        // A partial file is told for ever, also once the full one is there.
        var bundle = (await server.Public.GetAnswerAsync("/log/tile/entries/000.p/2")).AssertStatus(200).Body;
        for (var i = 0; i < 300; i++)
            await server.EnterAsync(7, $"{i}");
        await server.SequenceAsync();
        Assert.Equal(bundle, (await server.Public.GetAnswerAsync("/log/tile/entries/000.p/2")).AssertStatus(200).Body);
        Assert.Equal(256 * 32, (await server.Public.GetAnswerAsync("/log/tile/0/000")).AssertStatus(200).Body.Length);
        Assert.Null(await served.AuditAsync(empty));
    }

    [Fact]
    public async Task Files_have_the_types_and_caching_of_the_specification_and_one_spelling()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 3; i++)
            await server.EnterAsync(7);
        await server.SequenceAsync();

        var tile = (await server.Public.GetAnswerAsync("/log/tile/0/000.p/3")).AssertStatus(200);
        Assert.Equal(("application/octet-stream", "public, max-age=31536000, immutable", 96), (tile.MediaType, tile.Headers.CacheControl!.ToString(), tile.Body.Length));
        var checkpoint = (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertStatus(200);
        Assert.Equal(("text/plain", true), (checkpoint.MediaType, checkpoint.Headers.CacheControl!.NoCache));
        var head = (await server.Public.SendAnswerAsync(HttpMethod.Head, "/log/tile/entries/000.p/3")).AssertStatus(200);
        Assert.Empty(head.Body);
        foreach (var path in (string[])["tile/0/000", "tile/0/000.p/4", "tile/0/000.p/256", "tile/0/000.p/0", "tile/0/000.p/03", "tile/00/000.p/3", "tile/0/0.p/3", "tile/1/000.p/1", "tile/entries/001", "tile/64/000", "tile/0/x000/000.p/3", "tile/", "2/checkpoint", "2/tile/0/000.p/3"])
            (await server.Public.GetAnswerAsync($"/log/{path}")).AssertProblem(404, "not_found");
        Assert.Equal(404, (await server.Public.GetAnswerAsync("/log/1/checkpoint")).Status);
    }

    [Fact]
    public async Task An_audit_has_a_limit_of_its_own()
    {
        await using var server = await RunningServer.StartAsync(configure: null, arguments: ["--RateLimits:Enabled=true", "--RateLimits:AddressPerMinute=5", "--RateLimits:LogFilesPerMinute=30"]);
        for (var i = 0; i < 30; i++)
            (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertStatus(200);
        (await server.Public.GetAnswerAsync("/log/checkpoint")).AssertProblem(429, "rate_limited");
        (await server.Public.GetAnswerAsync("/log/tile/0/000")).AssertProblem(429, "rate_limited");
        (await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).AssertStatus(200);
    }

    /// <summary>A stranger learns how many entries there are: a leaf is its two first bytes and 32 that are like random ones.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_leaf_tells_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(5);
        await brand.Admin.ReportAsync(batch, 1, 2, "stolen");
        await server.EnterAsync(7, "the same");
        await server.EnterAsync(7, "the same");
        await server.SequenceAsync();
        var served = new ServedLog(server.Public);
        Assert.Null(await served.AuditAsync());
        var rows = await LogRecordsTests.RowsAsync(server);

        Assert.Equal(5, rows.Count);
        var all = Convert.ToHexStringLower([.. served.Files.Values.SelectMany(file => file)]);
        foreach (var row in rows)
        {
            Assert.DoesNotContain(Convert.ToHexStringLower(row.Salt!), all, StringComparison.Ordinal);
            // Not its content, nor any eight bytes of it, nor the hash of it without its salt.
            for (var i = 0; i + 8 <= row.Content!.Length; i++)
                Assert.DoesNotContain(Convert.ToHexStringLower(row.Content.AsSpan(i, 8)), all, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(row.Content)), all, StringComparison.Ordinal);
            Assert.Contains(Convert.ToHexStringLower(row.Leaf), all, StringComparison.Ordinal);
        }

        Assert.Equal(5, rows.DistinctBy(row => Convert.ToHexString(row.Leaf)).Count());
        Assert.All(rows, row => Assert.Equal((34, 1, 1), (row.Leaf.Length, row.Leaf[0], row.Leaf[1])));
    }

    /// <summary>No record of what the server does by itself holds what a consumer sent.</summary>
    [Fact]
    public async Task No_record_holds_an_address_a_device_or_a_mail_of_a_consumer()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var code = (await brand.UrisAsync(await brand.CreateBatchAsync(5), 0, 1))[0];
        await server.Public.VerifyAsync(code, device: "device-of-ines");
        await server.Services.GetRequiredService<Trace.Server.Verification.Scans>().FlushAsync();
        await server.Services.GetRequiredService<ScanDayRecords>().RunAsync(Cancellation);
        await server.SequenceAsync();

        var text = string.Join('\n', (await LogRecordsTests.RowsAsync(server)).Select(row => Encoding.UTF8.GetString(row.Content!)));

        Assert.Contains("batch_issued", text, StringComparison.Ordinal);
        Assert.All(new[] { "device-of-ines", "127.0.0.1", "@", "http" }, personal => Assert.DoesNotContain(personal, text, StringComparison.Ordinal));
    }

    /// <summary>Each byte of each file of a small log, changed in each of eight ways.</summary>
    [Fact]
    public async Task Any_byte_that_was_changed_is_found()
    {
        await using var server = await RunningServer.StartAsync();
        for (var i = 0; i < 260; i++)
            await server.EnterAsync(7);
        await server.SequenceAsync();
        var served = new ServedLog(server.Public);
        Assert.Null(await served.AuditAsync());
        var policy = await served.PolicyAsync();
        Assert.Equal(["checkpoint", "tile/0/000", "tile/0/001.p/4", "tile/1/000.p/1", "tile/entries/000", "tile/entries/001.p/4"], served.Files.Keys.Order(StringComparer.Ordinal));

        var tried = 0;
        foreach (var (name, bytes) in served.Files.ToList())
        {
            for (var i = 0; i < bytes.Length; i++, tried++)
            {
                // Every bit of the files that are short; of the long ones every byte, each time another bit.
                foreach (var bit in bytes.Length < 500 ? Enumerable.Range(0, 8) : [i % 8])
                {
                    var changed = bytes.ToArray();
                    changed[i] ^= (byte)(1 << bit);
                    var files = new Dictionary<string, byte[]>(served.Files, StringComparer.Ordinal) { [name] = changed };
                    var fault = (await LogAudit.RunAsync(new AlteredLog(files), policy, earlier: null, progress: null, Cancellation)).Fault;
                    Assert.True(fault != null, $"{name}, byte {i}, bit {bit}");
                    Assert.Equal(name, fault.File);
                }
            }
        }

        Assert.True(tried > 17_000);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_altered_cut_or_rolled_back_in_the_database_is_told_with_its_file(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        for (var i = 0; i < 300; i++)
            await server.EnterAsync(7);
        await server.SequenceAsync();
        var served = new ServedLog(server.Public);
        var before = await served.CheckpointAsync();
        Assert.Null(await served.AuditAsync());

        foreach (var (level, tile, name, index) in ((long, long, string, long?)[])[(-1, 0, "tile/entries/000", 1), (0, 0, "tile/0/000", 1), (-1, 1, "tile/entries/001.p/44", 257), (0, 1, "tile/0/001.p/44", 257)])
        {
            var row = (await server.Database().ReadAsync(session => LogTilesStore.FindAsync(session, 1, level, tile), Cancellation))!;
            var changed = row.Content.ToArray();
            changed[40] ^= 4;
            await server.Database().WriteAsync(session => LogTilesStore.SetAsync(session, row with { Content = changed }), Cancellation);
            Assert.Equal(new LogFault(LogFaultKind.Altered, name, index, ""), (await served.AuditAsync())! with { Problem = "" });
            await server.Database().WriteAsync(session => LogTilesStore.SetAsync(session, row with { Content = row.Content[..^1] }), Cancellation);
            Assert.Equal((LogFaultKind.Malformed, name), (await served.AuditAsync()) is { } cut ? (cut.Kind, cut.File) : default);
            await server.ExecuteAsync("DELETE FROM log_tile WHERE level = @Level AND tile = @Tile;", new { Level = level, Tile = tile });
            Assert.Equal((LogFaultKind.Missing, name), (await served.AuditAsync()) is { } gone ? (gone.Kind, gone.File) : default);
            await server.Database().WriteAsync(session => LogTilesStore.SetAsync(session, row), Cancellation);
        }

        Assert.Null(await served.AuditAsync(before));
    }
}
