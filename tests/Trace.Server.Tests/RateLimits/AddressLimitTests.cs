using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>How often one address, one key, one device may ask.</summary>
public sealed class AddressLimitTests
{
    private const string Keys = "/.well-known/trace-keys.json";

    [Fact]
    public async Task Every_answer_says_where_its_client_stands()
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartLimitedAsync(Engine.Sqlite);

        var first = await server.Public.GetAnswerAsync(Keys);
        Assert.Equal("\"address\";q=600;w=60", first.Header("RateLimit-Policy"));
        Assert.Equal("\"address\";r=599;t=60", first.Header("RateLimit"));
        clock.Advance(TimeSpan.FromSeconds(18));
        Assert.Equal("\"address\";r=598;t=42", (await server.Public.GetAnswerAsync("/nothing/here")).Header("RateLimit"));
        clock.Advance(TimeSpan.FromSeconds(42));
        Assert.Equal("\"address\";r=599;t=60", (await server.Public.GetAnswerAsync(Keys)).Header("RateLimit"));

        Assert.Equal("\"caller\";q=6000;w=60", (await server.Owner.GetAnswerAsync("/api/v1/brands")).Header("RateLimit-Policy"));
        var check = await server.Public.VerifyFromAsync("192.0.2.1", "hello", device: "phone");
        Assert.Equal("\"address\";q=600;w=60, \"device\";q=60;w=60, \"invalid\";q=30;w=60", check.Header("RateLimit-Policy"));
        Assert.Equal("\"address\";r=599;t=60, \"device\";r=59;t=60, \"invalid\";r=29;t=60", check.Header("RateLimit"));
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_told_when_to_come_again_and_then_answered()
    {
        var clock = Clock.At("2026-11-24T12:00:00Z");
        await using var server = await clock.StartLimitedAsync(Engine.Sqlite, "AddressPerMinute=5");
        for (var i = 0; i < 5; i++)
            (await server.Public.GetAnswerAsync(Keys)).AssertStatus(200);
        clock.Advance(TimeSpan.FromSeconds(20.5));

        var refused = await server.Public.GetAnswerAsync(Keys);
        refused.AssertLimited();
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Headers.RetryAfter!.Delta);
        Assert.Equal("\"address\";r=0;t=40", refused.Header("RateLimit"));
        (await server.Public.GetFromAsync("192.0.2.7")).AssertStatus(200);
        (await server.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
        (await server.Public.GetAnswerAsync("/health/live")).AssertStatus(200);

        clock.Advance(TimeSpan.FromSeconds(40));
        (await server.Public.GetAnswerAsync(Keys)).AssertStatus(200);
    }

    [Fact]
    public async Task A_person_past_the_limit_sees_a_calm_page_that_says_nothing_against_the_code()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "AddressPerMinute=1");
        await server.Public.GetAnswerAsync(Keys);

        foreach (var path in new[] { "/", "/01/09506000134352/21/7K3M9QX2TV4B" })
        {
            var page = await server.Public.OpenAsync(path, ("Accept", "text/html"));
            Assert.Equal((429, "text/html"), (page.Status, page.MediaType));
            Assert.Contains("It says nothing about your code.", page.Text, StringComparison.Ordinal);
            Assert.Equal("60", page.Headers["Retry-After"]);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_that_proves_itself_is_answered_past_every_limit_but_one_unit_is_no_free_pass(Engine engine)
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(engine, "AddressPerMinute=3", "CodePerMinute=4");
        var brand = await server.CreateBrandAsync();
        var signed = await brand.UrisAsync(await brand.CreateBatchAsync(10), 0, 10);
        var compact = await brand.UrisAsync(await brand.CreateBatchAsync(10, "compact"), 0, 10);
        for (var i = 0; i < 3; i++)
            await server.Public.VerifyFromAsync("192.0.2.1", "hello");

        foreach (var uri in signed.Concat(compact))
        {
            Assert.Equal("issued", (await server.Public.VerifyFromAsync("192.0.2.1", uri)).AssertStatus(200).Json.Text("verdict"));
            (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Forged(uri))).AssertLimited();
        }

        (await server.Public.VerifyFromAsync("192.0.2.1", LimitedServer.Typed(signed[0]))).AssertLimited();
        for (var i = 1; i < 4; i++)
            (await server.Public.VerifyFromAsync("192.0.2.1", signed[0].Replace("acme", $"acme{i}", StringComparison.Ordinal))).AssertStatus(200);
        (await server.Public.VerifyFromAsync("192.0.2.1", signed[0])).AssertLimited();
        (await server.Public.VerifyFromAsync("192.0.2.1", signed[1])).AssertStatus(200);
        (await server.Public.VerifyFromAsync("192.0.2.2", signed[0])).AssertStatus(200);
    }

    [Fact]
    public async Task A_device_that_asks_too_often_is_answered_only_what_proves_itself()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "DevicePerMinute=2");
        var brand = await server.CreateBrandAsync();
        var uris = await brand.UrisAsync(await brand.CreateBatchAsync(3), 0, 3);
        foreach (var address in new[] { "192.0.2.1", "192.0.2.2" })
            (await server.Public.VerifyFromAsync(address, uris[0], "gate 1")).AssertStatus(200);

        (await server.Public.VerifyFromAsync("192.0.2.3", LimitedServer.Typed(uris[1]), "gate 1")).AssertLimited();
        (await server.Public.VerifyFromAsync("192.0.2.3", LimitedServer.Typed(uris[1]), "gate 2")).AssertStatus(200);
        (await server.Public.VerifyFromAsync("192.0.2.3", uris[2], "gate 1")).AssertStatus(200);
    }

    [Fact]
    public async Task An_API_key_has_a_limit_of_its_own_wherever_it_is_used()
    {
        await using var server = await Clock.At("2026-11-24T12:00:00Z").StartLimitedAsync(Engine.Sqlite, "CallerPerMinute=8");
        var brand = await server.CreateBrandAsync();
        var viewer = await server.NewClientAsync(brand, "brand_viewer");

        for (var i = 0; i < 8; i++)
            (await viewer.GetFromAsync($"192.0.2.{i}", "/api/v1/products")).AssertStatus(200);
        (await viewer.GetFromAsync("192.0.2.9", "/api/v1/products")).AssertLimited();
        (await brand.Admin.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
    }

    [Fact]
    public async Task Switched_off_no_limit_is_told_and_none_holds()
    {
        await using var server = await RunningServer.StartAsync(
            Engine.Sqlite, configure: null, "--RateLimits:AddressPerMinute=1", "--RateLimits:InvalidPerMinute=1", "--RateLimits:DevicePerMinute=1", "--RateLimits:Enabled=false");

        for (var i = 0; i < 5; i++)
        {
            var answer = await server.Public.PostAnswerAsync("/api/v1/verify", new { code = "hello", device = "phone" });
            answer.AssertStatus(200);
            Assert.Equal("", answer.Header("RateLimit"));
        }
    }

    [Fact]
    public async Task Limits_are_on_unless_they_are_switched_off()
    {
        using var folder = new TemporaryFolder();
        await using var app = await TraceServer.BuildAsync(["--urls", "http://127.0.0.1:0", "--data", folder.Path]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal("\"address\";q=600;w=60", (await client.GetAnswerAsync(Keys)).Header("RateLimit-Policy"));
    }

    [Theory]
    [InlineData("--RateLimits:AdressPerMinute=5", "AdressPerMinute")]
    [InlineData("--RateLimits:AddressPerMinute=0", "AddressPerMinute")]
    [InlineData("--RateLimits:AddressPerMinute=many", "AddressPerMinute")]
    [InlineData("--Proxies:Known=proxy.example", "proxy.example")]
    [InlineData("--Proxies:Hops=0", "Hops")]
    [InlineData("--ForwardedHeaders_Enabled=true", "Proxies:Known")]
    public async Task A_setting_that_means_nothing_keeps_the_server_from_starting_and_is_named(string setting, string named)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningServer.StartAsync(Engine.Sqlite, configure: null, setting));

        Assert.Contains(named, refusal.ToString(), StringComparison.Ordinal);
    }
}
