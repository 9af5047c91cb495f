using System.Globalization;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>A person's own checks are told from those of other people, by a cookie or by what an app calls its device.</summary>
public sealed class DeviceTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_device_sees_its_own_earlier_scans_and_nobody_elses(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var codes = await (await server.CreateBrandAsync()).CodesAsync(2);

        AssertScan(ordinal: 1, earlier: 0, await server.Public.VerifyAsync(codes[0], "mine"));
        clock.Advance(TimeSpan.FromHours(1));
        AssertScan(ordinal: 2, earlier: 0, await server.Public.VerifyAsync(codes[0], "yours"));
        AssertScan(ordinal: 3, earlier: 1, await server.Public.VerifyAsync(codes[0], "mine"));
        AssertScan(ordinal: 4, earlier: 0, await server.Public.VerifyAsync(codes[0]));
        AssertScan(ordinal: 5, earlier: 0, await server.Public.VerifyAsync(codes[0]));
        AssertScan(ordinal: 1, earlier: 0, await server.Public.VerifyAsync(codes[1], "mine"));
        clock.Advance(TimeSpan.FromHours(1));
        AssertScan(ordinal: 6, earlier: 2, await server.Public.VerifyAsync(codes[0], "mine"));
        AssertScan(ordinal: 7, earlier: 1, await server.Public.VerifyAsync(codes[0], "yours"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_scan_within_ten_minutes_repeats_the_number_and_after_eleven_it_counts_again(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();

        AssertScan(ordinal: 1, earlier: 0, await server.Public.VerifyAsync(code, "mine"));
        clock.Advance(TimeSpan.FromMinutes(5));
        AssertScan(ordinal: 2, earlier: 0, await server.Public.VerifyAsync(code, "yours"));
        clock.Advance(TimeSpan.FromMinutes(5));
        AssertScan(ordinal: 1, earlier: 1, await server.Public.VerifyAsync(code, "mine"));
        clock.Advance(TimeSpan.FromMinutes(11));
        AssertScan(ordinal: 3, earlier: 2, await server.Public.VerifyAsync(code, "mine"));
        clock.Advance(TimeSpan.FromMilliseconds(600_001));
        AssertScan(ordinal: 4, earlier: 3, await server.Public.VerifyAsync(code, "mine"));

        var stored = StoredScans.Of(server);
        Assert.Equal((5, 1), await stored.CountAsync());
        Assert.Equal([0L, 1, 0, 0, 0], (await stored.ListAsync()).OrderBy(scan => scan.Ordinal).ThenBy(scan => scan.Recheck).Select(scan => scan.Recheck));
        await stored.AssertGaplessAsync();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_device_that_asks_many_times_at_once_counts_once(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => server.Public.VerifyAsync(code, "mine")));

        Assert.All(answers, answer => Assert.Equal(1, answer.Ordinal()));
        Assert.Equal(Enumerable.Range(0, 32).Select(n => (long)n), answers.Select(answer => answer.EarlierScans()).Order());
        Assert.Equal(1, Assert.Single(await StoredScans.Of(server).ListUnitsAsync()).ScanCount);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_browser_is_known_again_by_its_cookie(Engine engine)
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartServerAsync(engine);
        var code = await (await server.CreateBrandAsync()).CodeAsync();
        var path = CodeRequests.PathOf(code);

        var first = await server.Public.OpenAsync(path);
        var (cookie, attributes) = Split(first.Headers["Set-Cookie"]);
        Assert.Contains("This is the first check of this code.", first.Body, StringComparison.Ordinal);
        Assert.Equal(["httponly", "max-age=7776000", "path=/", "samesite=lax"], attributes);
        Assert.NotEqual(cookie, Split((await server.Public.OpenAsync(path)).Headers["Set-Cookie"]).Cookie);

        clock.Advance(TimeSpan.FromMinutes(30));
        var second = await server.Public.OpenAsync(path, ("Cookie", cookie));
        Assert.False(second.Headers.ContainsKey("Set-Cookie"));
        Assert.Contains("You have checked this code before.", second.Body, StringComparison.Ordinal);
        Assert.Contains("This is check number 3 of it", second.Text, StringComparison.Ordinal);
        AssertScan(ordinal: 3, earlier: 2, (await server.Public.OpenAsync(path, ("Cookie", cookie), ("Accept", "application/json"))).Json);
        using var posting = server.NewClient(apiKey: null);
        posting.DefaultRequestHeaders.Add("Cookie", cookie);
        AssertScan(ordinal: 3, earlier: 3, await posting.VerifyAsync(code));
        // What an app says counts before the cookie.
        AssertScan(ordinal: 4, earlier: 0, await posting.VerifyAsync(code, "an app"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_cookie_that_is_not_ours_is_replaced(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var path = CodeRequests.PathOf(await (await server.CreateBrandAsync()).CodeAsync());
        var ordinal = 0;

        foreach (var cookie in new[] { "trace_device=", "trace_device=short", "trace_device=AAAAAAAAAAAAAAAAAAAAAAA", "trace_device=AAAAAAAAAAAAAAAAAAAAA!", $"trace_device={new string('A', 4000)}", "trace_device=%00%00%00%00%00%00%00", "other=1", "=;=,;;" })
        {
            var answer = await server.Public.OpenAsync(path, ("Cookie", cookie), ("Accept", "application/json"));
            Assert.Equal((cookie, 200), (cookie, answer.Status));
            Assert.True(answer.Headers.ContainsKey("Set-Cookie"), cookie);
            AssertScan(++ordinal, earlier: 0, answer.Json);
        }
    }

    /// <summary>The key of the hashes changes every 60 days; the key before it still finds what it hashed.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_device_is_known_across_a_change_of_the_hash_key_and_forgotten_after_two_without_a_scan(Engine engine)
    {
        const long PeriodSeconds = 60 * 86_400;
        var change = DateTimeOffset.FromUnixTimeSeconds((Clock.Parse("2026-11-24T12:00:00Z").ToUnixTimeSeconds() / PeriodSeconds + 1) * PeriodSeconds);
        var clock = Clock.At((change - TimeSpan.FromMinutes(5)).ToString("O", CultureInfo.InvariantCulture));
        await using var server = await clock.StartServerAsync(engine);
        var codes = await (await server.CreateBrandAsync()).CodesAsync(2);

        AssertScan(ordinal: 1, earlier: 0, await server.Public.VerifyAsync(codes[0], "mine"));
        AssertScan(ordinal: 1, earlier: 0, await server.Public.VerifyAsync(codes[1], "mine"));
        clock.SetUtcNow(change + TimeSpan.FromMinutes(4));
        AssertScan(ordinal: 1, earlier: 1, await server.Public.VerifyAsync(codes[0], "mine"));
        clock.SetUtcNow(change + TimeSpan.FromDays(59));
        AssertScan(ordinal: 2, earlier: 2, await server.Public.VerifyAsync(codes[0], "mine"));
        clock.SetUtcNow(change + TimeSpan.FromDays(61));
        AssertScan(ordinal: 3, earlier: 3, await server.Public.VerifyAsync(codes[0], "mine"));
        AssertScan(ordinal: 2, earlier: 0, await server.Public.VerifyAsync(codes[1], "mine"));

        // Two units, three keys: no two hashes that do not have to be alike are.
        var scans = await StoredScans.Of(server).ListAsync();
        Assert.Equal(6, scans.Count);
        Assert.Equal(5, scans.Select(scan => Convert.ToHexString(scan.DeviceHash!)).Distinct().Count());
    }

    private static void AssertScan(int ordinal, int earlier, JsonElement answer) => Assert.Equal((ordinal, earlier), ((int)answer.Ordinal(), (int)answer.EarlierScans()));

    private static (string Cookie, IEnumerable<string> Attributes) Split(string setCookie)
    {
        var parts = setCookie.Split("; ");
#pragma warning disable CA1308 // Attributes are the same in any case.
        return (parts[0], parts.Skip(1).Select(part => part.ToLowerInvariant()).Order(StringComparer.Ordinal));
#pragma warning restore CA1308
    }
}
