using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Trace.Server.Brands;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Replicas;

/// <summary>What one server changes, another on the same database knows within a second, though it has it in memory.</summary>
public sealed class ChangesTests : IDisposable
{
    /// <summary>Far above a second, for slow machines, and below the look every five seconds that would hide a lost notification.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(4);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_change_on_one_server_is_known_on_the_other(bool behindPooler)
    {
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var pooler = behindPooler ? await PgBouncer.StartAsync(await PostgresServer.SharedAsync()) : null;
        var reached = pooler?.Behind(database!) ?? database;
        await using var one = await RunningServer.StartAsync(_folder.Path, reached);
        await using var two = await RunningServer.StartAsync(_folder.Path, reached);
        var brand = await one.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(3);
        var codes = await brand.UrisAsync(batch, 0, 3);
        await brand.ImportAsync(["ERP-1"]);
        foreach (var code in codes)
            Assert.Equal("issued", await two.VerdictAsync(code));
        Assert.Equal("not_issued", await two.VerdictAsync($"(01){brand.Gtin}(21)ERP-2"));

        await brand.ReportAsync(batch, 0, 0, "recalled");
        await SoonAsync(async () => await two.VerdictAsync(codes[0]) == "recalled");

        // Stolen before it was scanned on the other; blocked here; and found again.
        (await brand.Admin.ReportAsync(batch, 2, 2, "stolen", TimeProvider.System.GetUtcNow().AddHours(-1))).AssertStatus(200);
        var anomaly = $"/api/v1/anomalies/{(await brand.Admin.GetAnswerAsync("/api/v1/anomalies")).AssertStatus(200).Json.GetProperty("items")[0].Text("id")}/status";
        await brand.Admin.PostAsync(anomaly, new { status = "confirmed", block = true });
        await brand.ReportAsync(batch, 2, 2, "active");
        await SoonAsync(async () => (await two.Public.VerifyAsync(codes[2])).GetProperty("reasons") is var reasons && reasons.GetArrayLength() == 1 && reasons[0].Text("code") == "blocked");
        await brand.Admin.PostAsync(anomaly, new { status = "dismissed" });
        await SoonAsync(async () => await two.VerdictAsync(codes[2]) == "issued");

        await brand.Admin.SendAnswerAsync(HttpMethod.Put, "/api/v1/detection", JsonContent.Create(new { copiedThreshold = 6 }));
        await SoonAsync(async () => (await ThresholdAsync(two, brand)) == 6);

        (await brand.Admin.PatchAnswerAsync($"/api/v1/products/{brand.Gtin}", new { name = "Olive oil, 750 ml" })).AssertStatus(200);
        await SoonAsync(async () => (await two.Public.VerifyAsync(codes[1])).GetProperty("product").Text("name") == "Olive oil, 750 ml");

        await brand.Admin.PostAsync("/api/v1/products", new { gtin = "04006381333931", name = "Soap" });
        await SoonAsync(async () => (await KeysAsync(two)).Contains("04006381333931", StringComparison.Ordinal));

        var soap = brand with { Gtin = "04006381333931" };
        Assert.Equal("not_issued", await two.VerdictAsync($"(01){soap.Gtin}(21)ERP-1"));
        await soap.ImportAsync(["ERP-1"]);
        await SoonAsync(async () => await two.VerdictAsync($"(01){soap.Gtin}(21)ERP-1") == "issued");

        await brand.Admin.PostAsync($"/api/v1/brands/{brand.Id}/keys/rotate", new { });
        var young = await brand.CodeAsync();
        await SoonAsync(async () => await two.VerdictAsync(young) == "issued");
    }

    /// <summary>Numbers are given before the commit. Who goes by the highest it saw misses the change that was numbered before and committed after.</summary>
    [Fact]
    public async Task A_change_that_was_committed_later_than_a_younger_one_is_not_missed()
    {
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(_folder.Path, database);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        Assert.Equal("issued", await server.VerdictAsync(code));
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, $"UPDATE product SET name = 'Late'; INSERT INTO change (kind, id) VALUES ('product', '{brand.Gtin}');");

        var younger = await brand.CreateBatchAsync(1);
        await brand.ReportAsync(younger, 0, 0, "recalled");
        await SoonAsync(async () => await ExecuteAsync(connection, "SELECT 1;") && await NameAsync(server, code) == "Olive oil, 500 ml");
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "SELECT pg_notify('change', '');");
        await transaction.CommitAsync(TestContext.Current.CancellationToken);

        await SoonAsync(async () => await NameAsync(server, code) == "Late");
    }

    [Fact]
    public async Task Changes_are_heard_again_after_the_database_was_away()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(_folder.Path, database);
        await using var two = await RunningServer.StartAsync(_folder.Path, database);
        var brand = await one.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(1);
        var code = (await brand.UrisAsync(batch, 0, 1))[0];
        Assert.Equal("issued", await two.VerdictAsync(code));

        await postgres.CrashAsync();
        await Task.Delay(1000, TestContext.Current.CancellationToken);
        await postgres.StartAgainAsync();
        await SoonAsync(async () => (await brand.Admin.ReportAsync(batch, 0, 0, "recalled")).Status == 200);

        await SoonAsync(async () => (await two.Public.VerifyForAnswerAsync(new { code })) is { Status: 200 } answer && answer.Json.Text("verdict") == "recalled");
    }

    private static async Task<double> ThresholdAsync(RunningServer server, TestBrand brand) =>
        PublicId.TryParse(brand.Id, out var id) && await server.Services.GetRequiredService<BrandCatalog>().FindBrandAsync(id) is { } row ? row.Thresholds.Copied : 0;

    private static async Task<string> NameAsync(RunningServer server, string code) =>
        (await server.Public.VerifyAsync(code)).GetProperty("product").Text("name");

    private static Task<string> KeysAsync(RunningServer server) =>
        server.Public.GetStringAsync(new Uri("/.well-known/trace-keys.json", UriKind.Relative), TestContext.Current.CancellationToken);

    private static async Task<bool> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return true;
    }

    private static async Task SoonAsync(Func<Task<bool>> holds)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Soon, "It is not known yet.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"known after {Stopwatch.GetElapsedTime(since).TotalMilliseconds:N0} ms");
    }
}
