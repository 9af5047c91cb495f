using System.Globalization;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Keys change while batches are issued, on several servers at once, and by schedule.</summary>
public sealed class KeyRaceTests
{
    /// <summary>A batch that got its key a moment too late would be printed for nothing.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_batch_that_is_issued_while_keys_are_revoked_and_rotated_verifies(Engine engine)
    {
        using var folder = new TemporaryFolder();
        var database = await engine.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, database, configure: null, "--Keys:MostNewPerDay=1000");
        // With SQLite there is but one server.
        await using var other = database == null ? null : await RunningServer.StartAsync(folder.Path, database, configure: null, "--Keys:MostNewPerDay=1000");
        var brand = await server.CreateBrandAsync();
        using var elsewhere = (other ?? server).NewClient(brand.Admin.DefaultRequestHeaders.Authorization!.Parameter);
        var changes = TestScale.Count(12, full: 60);
        using var done = new CancellationTokenSource();

        var issuing = new[] { brand.Admin, elsewhere, elsewhere }.Select(client => Task.Run(async () =>
        {
            var batches = new List<string>();
            while (!done.IsCancellationRequested)
                batches.Add((await client.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1, activate = true })).AssertStatus(201).Json.Text("id"));
            return batches;
        }, TestContext.Current.CancellationToken)).ToList();
        for (var i = 0; i < changes; i++)
        {
            if (i % 3 == 2)
                await brand.RotateAsync();
            else
                (await brand.RevokeAsync((await brand.KeysAsync())[0].GetProperty("keyId").GetInt32())).AssertStatus(200);
        }

        await done.CancelAsync();
        var batches = (await Task.WhenAll(issuing)).SelectMany(list => list).ToList();
        Assert.True(batches.Count >= changes, $"{batches.Count} batches are too few to meet {changes} changes");
        foreach (var batch in batches)
            Assert.Equal((batch, ("issued", null)), (batch, await server.JudgeAsync((await brand.UrisAsync(batch, 0, 1))[0])));
        Assert.Equal(changes + 1, (await brand.KeysAsync()).Count);
        Assert.Single(await brand.KeysAsync(), key => key.Text("status") == "active");
    }

    [Fact]
    public async Task Another_server_sees_a_revocation_and_the_new_key_within_seconds()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var server = await RunningServer.StartAsync(folder.Path, database);
        await using var other = await RunningServer.StartAsync(folder.Path, database);
        var brand = await server.CreateBrandAsync();
        var thief = await BrandSigner.OfAsync(server, brand);
        var minted = thief.Uri($"/01/{brand.Gtin}/21/7K3M9QX2TV4B");
        var code = await brand.CodeAsync();
        await WaitAsync(async () => await other.VerdictAsync(code) == "issued");
        Assert.Equal(("not_issued", "unknown_serial"), await other.JudgeAsync(minted));

        (await brand.RevokeAsync(thief.KeyId)).AssertStatus(200);
        var young = await brand.CodeAsync();

        await WaitAsync(async () => await other.JudgeAsync(minted) == ("not_issued", "key_revoked"));
        Assert.Equal(("issued", "issued"), (await other.VerdictAsync(code), await other.VerdictAsync(young)));
    }

    [Fact]
    public async Task A_key_that_is_old_enough_is_replaced_by_one_of_several_servers_and_the_trail_says_by_whom()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        var clock = Clock.At("2026-06-01T00:00:00Z");
        await using var server = await StartAsync();
        await using var other = await StartAsync();
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();

        clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(20));
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Single(await brand.KeysAsync());
        for (var month = 2; month <= 3; month++)
        {
            clock.Advance(TimeSpan.FromDays(30));
            await WaitAsync(async () => (await brand.KeysAsync()).Count == month);
            // The other server has looked as well.
            clock.Advance(TimeSpan.FromMinutes(10));
            await Task.Delay(500, TestContext.Current.CancellationToken);
            Assert.Equal(month, (await brand.KeysAsync()).Count);
        }

        Assert.Equal(["active", "retired", "retired"], (await brand.KeysAsync()).Select(key => key.Text("status")));
        Assert.Equal("issued", await server.VerdictAsync(code));
        var entries = (await server.Owner.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?action=signing_key.rotate")).AssertStatus(200);
        Assert.Equal(2, entries.Json.GetProperty("items").GetArrayLength());
        Assert.All(entries.Json.GetProperty("items").EnumerateArray(), entry => Assert.Contains("system", entry.GetRawText(), StringComparison.OrdinalIgnoreCase));

        Task<RunningServer> StartAsync() => RunningServer.StartAsync(
            folder.Path, database, builder => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(builder.Services, clock), "--Keys:RotateAfterDays=30");
    }

    [Theory, InlineData("-1"), InlineData("36501")]
    public async Task A_schedule_that_cannot_be_is_refused_at_start(string days)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(Engine.Sqlite, configure: null, $"--Keys:RotateAfterDays={days}"));
        Assert.Equal("Keys:RotateAfterDays is 0 (never) to 36500.", refusal.Message);
    }

    internal static async Task WaitAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 300; i++)
        {
            if (await holds())
                return;
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"It did not become true within {30} seconds."));
    }
}
