using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.TransparencyLog;
using Trace.Server.Log;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Log;

/// <summary>What other slices enter in the log: in their own transaction, and nothing personal.</summary>
public sealed class LogRecordsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Batches_keys_and_status_are_entered_each_with_what_it_commits_to(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = 5, lot = "L1", expiry = "2030-11", market = new[] { "DE", "AT" } });
        var imported = (await brand.Admin.ImportAsync($"?gtin={brand.Gtin}", "serial\nA-1\nA-2\n")).AssertStatus(201).Json.Text("id");
        (await brand.Admin.ReportAsync(batch, 1, 2, "recalled")).AssertStatus(200);
        await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/keys/rotate", new { });
        await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/keys/2/revoke", new { reason = "stolen" });

        var rows = await RowsAsync(server);

        Assert.Equal(["batch_issued", "batch_issued", "key_created", "key_created", "key_created", "key_retired", "key_revoked", "status_reported"], rows.Select(row => row.Type).Order());
        Assert.All(rows, row => Assert.True(LogLeaf.Opens(row.Leaf, row.Salt!, row.Content!)));
        Assert.Equal(rows.Count, rows.DistinctBy(row => Convert.ToHexString(row.Salt!)).Count());
        var records = rows.Select(row => JsonDocument.Parse(row.Content!).RootElement).ToList();
        Assert.All(records.Zip(rows), pair => Assert.Equal((pair.Second.Type, brand.Id, PublicId.Format(pair.Second.RecordId)), (pair.First.Text("type"), pair.First.Text("brand"), pair.First.Text("record"))));
        var issued = records.Single(record => record.Text("type") == "batch_issued" && record.Text("batch") == batch);
        Assert.Equal((brand.Gtin, 5, "AT", "L1", "2030-11"), (issued.Text("gtin"), issued.GetProperty("quantity").GetInt32(), issued.GetProperty("market")[0].GetString(), issued.Text("lot"), issued.Text("expiry")));
        // printf 'A-1\nA-2\n' | sha256sum
        Assert.Equal("7a4bd03b787535b62c9aedc5567a7f9fb434e06c6f6e34f849e5276efa0528f4", records.Single(record => record.Text("type") == "batch_issued" && record.Text("batch") == imported).Text("serialsSha256"));
        var range = records.Single(record => record.Text("type") == "status_reported").GetProperty("ranges")[0];
        Assert.Equal((1, 2, "recalled"), (range.GetProperty("from").GetInt32(), range.GetProperty("to").GetInt32(), range.Text("status")));
    }

    /// <summary>A record stays small; the batch's history makes the list again.</summary>
    [Fact]
    public async Task A_report_of_many_ranges_is_entered_by_its_digest()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(400);
        var lines = (await brand.UrisAsync(batch, 0, 400)).Where((_, i) => i % 2 == 0).Select(uri => JsonSerializer.Serialize(uri));
        (await brand.Admin.ReportLinesAsync(batch, string.Join('\n', lines), "?status=stolen")).AssertStatus(200);

        var record = JsonDocument.Parse(Assert.Single(await RowsAsync(server), row => row.Type == "status_reported").Content!).RootElement;

        Assert.Equal(200, record.GetProperty("ranges").GetInt32());
        var history = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/status?limit=200")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().OrderBy(entry => entry.GetProperty("entry").GetInt64());
        var ranges = string.Join(',', history.Select(entry =>
            $"{{\"entry\":{entry.GetProperty("entry")},\"from\":{entry.GetProperty("from")},\"since\":\"{entry.Text("at")}\",\"status\":\"stolen\",\"to\":{entry.GetProperty("to")}}}"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"[{ranges}]"))), record.Text("rangesSha256"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_rolled_back_was_never_entered(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var log = server.Services.GetRequiredService<LogRecords>();

        await Assert.ThrowsAsync<TimeoutException>(() => server.Database().WriteAsync<long>(async session =>
        {
            await log.EnterAsync(session, 7, "capture_kept", new JsonObject { ["sha256"] = "00" });
            throw new TimeoutException();
        }, TestContext.Current.CancellationToken));

        Assert.Empty(await RowsAsync(server));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_erased_record_leaves_its_leaf_and_nothing_that_opens_it(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var id = await server.EnterAsync(7);
        var before = Assert.Single(await RowsAsync(server));

        Assert.False(await server.Database().WriteAsync(session => LogRecords.EraseAsync(session, 8, id), TestContext.Current.CancellationToken));
        Assert.True(await server.Database().WriteAsync(session => LogRecords.EraseAsync(session, 7, id), TestContext.Current.CancellationToken));
        Assert.False(await server.Database().WriteAsync(session => LogRecords.EraseAsync(session, 7, id), TestContext.Current.CancellationToken));

        var row = Assert.Single(await RowsAsync(server));
        Assert.Equal(before.Leaf, row.Leaf);
        Assert.Null(row.Salt);
        Assert.Null(row.Content);
    }

    [Fact]
    public async Task A_record_has_a_type_a_size_and_no_member_of_ours()
    {
        await using var server = await RunningServer.StartAsync();
        var log = server.Services.GetRequiredService<LogRecords>();
        Task Enter(string type, JsonObject members) => server.Database().WriteAsync(session => log.EnterAsync(session, 7, type, members), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<ArgumentException>(() => Enter("Case step", []));
        await Assert.ThrowsAsync<ArgumentException>(() => Enter("case_step", new JsonObject { ["at"] = "yesterday" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Enter("case_step", new JsonObject { ["words"] = new string('x', LogRecords.MaxRecordBytes) }));
        await Enter("case_step", new JsonObject { ["words"] = new string('x', LogRecords.MaxRecordBytes - 200) });
    }

    internal static Task<IReadOnlyList<LogRecordRow>> RowsAsync(RunningServer server) => server.Database().ReadAsync(
        session => session.ListAsync<LogRecordRow>(
            """
            SELECT brand_id AS BrandId, record_id AS RecordId, entered_at AS EnteredAt, type AS Type, leaf AS Leaf, salt AS Salt, content AS Content,
                log_record.log_number AS LogNumber, leaf_index AS LeafIndex, origin AS Origin
            FROM log_record
            LEFT JOIN transparency_log ON transparency_log.log_number = log_record.log_number
            ORDER BY entered_at, record_id;
            """),
        TestContext.Current.CancellationToken);
}

internal static class EnteredRecords
{
    /// <summary>Enters a record in a transaction of its own.</summary>
    public static Task<long> EnterAsync(this RunningServer server, long brandId, string word = "one") => server.Database().WriteAsync(
        session => server.Services.GetRequiredService<LogRecords>().EnterAsync(session, brandId, "case_step", new JsonObject { ["word"] = word }),
        TestContext.Current.CancellationToken);
}
