using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Guessing is tight, and honest people beside a guesser do not notice.</summary>
public sealed class GuessingTests
{
    private const string Carrier = "198.51.100.20";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Five_hundred_phones_behind_one_address_all_get_verdicts_while_a_guesser_beside_them_gets_none(Engine engine)
    {
        const int Phones = 500;
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(engine);
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(Phones), 0, Phones);
        for (var i = 0; i < 30; i++)
            Assert.Equal("not_issued", (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Guess(brand.Gtin, i))).AssertStatus(200).Json.Text("verdict"));

        var (verdicts, refusals) = (new List<Task<Answer>>(), new List<Task<Answer>>());
        foreach (var (i, uri) in uris.Index())
        {
            verdicts.Add(server.Public.VerifyFromAsync(Carrier, uri, $"phone {i}"));
            refusals.Add(server.Public.VerifyFromAsync(Carrier, LimitedServer.Guess(brand.Gtin, 1000 + i)));
            refusals.Add(server.Public.VerifyFromAsync(Carrier, LimitedServer.Forged(uri)));
        }

        Assert.All(await Task.WhenAll(verdicts), answer => Assert.Equal("issued", answer.AssertStatus(200).Json.Text("verdict")));
        Assert.All(await Task.WhenAll(refusals), answer => answer.AssertLimited());
    }

    [Fact]
    public async Task A_refusal_does_not_tell_a_guesser_whether_the_serial_exists()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "InvalidPerMinute=2");
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        for (var i = 0; i < 2; i++)
            await server.Public.VerifyFromAsync(Carrier, LimitedServer.Guess(brand.Gtin, i));

        var (hit, miss) = (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Typed(uri)), await server.Public.VerifyFromAsync(Carrier, LimitedServer.Guess(brand.Gtin, 7)));

        hit.AssertLimited();
        Assert.Equal(miss.Text, hit.Text);
        Assert.EndsWith(", \"invalid\";r=0;t=60", hit.Header("RateLimit"), StringComparison.Ordinal);
        Assert.EndsWith(", \"invalid\";r=0;t=60", miss.Header("RateLimit"), StringComparison.Ordinal);
        Assert.Equal("issued", (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri))).AssertStatus(200).Json.Text("verdict"));
    }

    [Fact]
    public async Task Typing_serials_that_exist_uses_up_nothing()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "InvalidPerMinute=2");
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(20), 0, 20);

        foreach (var uri in uris)
            (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Typed(uri))).AssertStatus(200);
    }

    [Fact]
    public async Task Whoever_had_a_valid_scan_before_is_not_held_up_by_a_guesser_on_the_same_address()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "InvalidPerMinute=2");
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        var mark = (await server.Public.VerifyFromAsync("192.0.2.1", uri, "phone")).SeenMark();
        Assert.NotNull(mark);
        for (var i = 0; i < 5; i++)
            await server.Public.VerifyFromAsync(Carrier, LimitedServer.Guess(brand.Gtin, i));

        (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Typed(uri), "phone", mark)).AssertStatus(200);
        (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Typed(uri), "other phone", mark)).AssertLimited();
        (await server.Public.VerifyFromAsync(Carrier, LimitedServer.Typed(uri), "phone", mark[..^1] + (mark[^1] == 'A' ? 'Q' : 'A'))).AssertLimited();
    }

    [Fact]
    public async Task Being_known_ends_after_90_days_and_after_ten_misses_in_an_hour()
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartLimitedAsync(Engine.Sqlite, "InvalidPerMinute=1");
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();
        var mark = (await server.Public.VerifyFromAsync("192.0.2.1", uri, "phone")).SeenMark();

        for (var i = 0; i < 10; i++)
            (await server.Public.VerifyFromAsync($"203.0.113.{i}", LimitedServer.Guess(brand.Gtin, i), "phone", mark)).AssertStatus(200);
        Assert.Equal((true, false), (await IsKnownAsync(at: 1, "tablet"), await IsKnownAsync(at: 2, "phone")));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.True(await IsKnownAsync(at: 3, "phone"));
        clock.Advance(TimeSpan.FromDays(90));
        Assert.True(await IsKnownAsync(at: 4, "phone"));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await IsKnownAsync(at: 5, "phone"));

        // A fresh address whose one try is used up, so that only the known are answered what proves nothing.
        async Task<bool> IsKnownAsync(int at, string device)
        {
            var marked = device == "phone" ? mark : (await server.Public.VerifyFromAsync("192.0.2.2", uri, device)).SeenMark();
            await server.Public.VerifyFromAsync($"192.0.2.1{at}", "hello");
            return (await server.Public.VerifyFromAsync($"192.0.2.1{at}", LimitedServer.Typed(uri), device, marked)).Status == 200;
        }
    }

    [Fact]
    public async Task One_label_does_not_make_a_crowd_known()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(2), 0, 2);

        var marks = new List<string?>();
        for (var i = 0; i < 30; i++)
            marks.Add((await server.Public.VerifyFromAsync("192.0.2.1", uris[0], $"device {i}")).AssertStatus(200).SeenMark());

        Assert.Equal(20, marks.Count(mark => mark != null));
        Assert.NotNull((await server.Public.VerifyFromAsync("192.0.2.1", uris[1], "device 40")).SeenMark());
    }

    [Fact]
    public async Task Only_a_code_that_proved_itself_makes_its_device_known_and_the_mark_names_nobody()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        var uri = await brand.CodeAsync();

        Assert.Null((await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(uri), "phone")).SeenMark());
        Assert.Null((await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Forged(uri), "phone")).SeenMark());
        Assert.Null((await server.Public.VerifyFromAsync("192.0.2.1", uri)).SeenMark());
        var mark = (await server.Public.VerifyFromAsync("192.0.2.1", uri, "phone")).SeenMark();
        Assert.Matches("^[0-9]{5}\\.[A-Za-z0-9_-]{22}$", mark);
        // It is renewed once a month, not with every scan.
        Assert.Null((await server.Public.VerifyFromAsync("192.0.2.1", uri, "phone", mark)).SeenMark());
    }
}
