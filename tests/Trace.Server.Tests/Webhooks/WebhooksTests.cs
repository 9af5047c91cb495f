using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Trace.Server.Storage;
using Trace.Server.Webhooks;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Webhooks;

/// <summary>Webhooks are made, changed and removed by their brand alone, and lead to no place inside.</summary>
public sealed class WebhooksTests
{
    [Theory]
    [InlineData("")]
    [InlineData("hooks.example.com/trace")]
    [InlineData("ftp://hooks.example.com/")]
    [InlineData("http://hooks.example.com/")]
    [InlineData("https://user:word@hooks.example.com/")]
    [InlineData("https://hooks.example.com/#part")]
    [InlineData("https://hooks.example.com/ü")]
    [InlineData("https://hooks.example.com/a b")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://169.254.169.254/latest")]
    public void An_address_that_cannot_be_called_is_refused_when_it_is_given(string url)
    {
        var urls = new WebhookUrl(new Trace.Server.Http.Outbound.OutboundHandlers(
            new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build(), System.Net.Dns.GetHostAddressesAsync));

        Assert.NotNull(urls.Problem(url));
        Assert.Null(urls.Problem("https://hooks.example.com:8443/trace?token=1"));
        Assert.Null(urls.Problem("https://93.184.215.14/"));
        Assert.NotNull(urls.Problem("https://hooks.example.com/" + new string('x', 2000)));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_name_that_leads_inside_gets_nothing_and_neither_log_nor_trail_holds_an_address(Engine engine)
    {
        var log = new CollectedLog();
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/webhooks";
        (await brand.Admin.PostAnswerAsync(path, new { url = receiver.Url() })).AssertProblem(422, "invalid_webhook");
        var id = (await brand.Admin.PostAnswerAsync(path, new { url = $"https://localhost:{receiver.Port}/?token=hush" })).AssertStatus(201).Json.Text("id");

        (await brand.Admin.PostBytesAsync($"{path}/{id}/test", [], mediaType: null)).AssertStatus(201);

        await Codes.KeyRaceTests.WaitAsync(async () =>
            (await brand.Admin.GetAnswerAsync($"{path}/{id}/deliveries")).Json.GetProperty("items")[0].TryGetProperty("lastError", out var error) && error.GetString() == "not_allowed");
        Assert.Empty(receiver.Received);
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{path}/{id}")).AssertStatus(204);
        var trail = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit")).Text;
        Assert.Contains("localhost", trail, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", trail + log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_that_is_removed_with_much_to_remove_keeps_no_scan_waiting()
    {
        await using var world = await WebhookWorld.StartAsync(Engine.Postgres);
        var id = (await world.CreateAsync()).Text("id");
        await world.AddEventsAsync("anomaly_1");
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = world.Server.Database().WriteAsync(
            async session =>
            {
                await session.ListAsync<long>("SELECT delivery_id FROM webhook_delivery FOR UPDATE;");
                isHeld.SetResult();
                await go.Task;
            },
            TestContext.Current.CancellationToken);
        await isHeld.Task;
        var removed = world.Brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{world.Path}/{id}");
        await Codes.KeyRaceTests.WaitAsync(async () =>
            await world.Server.FindAsync<long>("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock';") > 0);

        var wishes = await world.Server.Database().WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("SET LOCAL lock_timeout = '2s';");
                Assert.True(PublicId.TryParse(world.Brand.Id, out var brand));
                return await WebhooksStore.ListWishesAsync(session, brand);
            },
            TestContext.Current.CancellationToken);

        Assert.Empty(wishes);
        go.SetResult();
        await held;
        (await removed).AssertStatus(204);
        (await world.Brand.Admin.GetAnswerAsync($"{world.Path}/{id}")).AssertProblem(404, "not_found");
        Assert.Equal(0, await world.Server.FindAsync<long>("SELECT COUNT(*) FROM webhook_delivery;"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_brand_sees_and_changes_its_own_webhooks_alone(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var rival = await world.Server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var theirs = (await world.CreateAsync("/theirs")).Text("id");
        world.Receiver.AnswerWith(500);
        await world.AddEventsAsync("anomaly_1");
        var delivery = (await world.WaitForAsync(theirs, "pending")).Text("id");
        var own = $"/api/v1/brands/{rival.Id}/webhooks";
        var mine = (await rival.Admin.PostAnswerAsync(own, new { url = world.Receiver.Url("/mine") })).AssertStatus(201).Json.Text("id");
        var before = await world.Server.DumpAsync();

        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, "#", null), (HttpMethod.Patch, "#", new { enabled = false }), (HttpMethod.Delete, "#", null), (HttpMethod.Post, "#/rotate-key", new { }),
            (HttpMethod.Post, "#/test", null), (HttpMethod.Get, "#/deliveries", null), (HttpMethod.Post, "#/replay", new { since = "2026-01-01T00:00:00Z" }),
            (HttpMethod.Post, $"#/deliveries/{delivery}/replay", null), (HttpMethod.Post, $"{mine}/deliveries/{delivery}/replay", null),
        })
        {
            foreach (var id in new[] { theirs, "000000000009" })
            {
                var answer = await rival.Admin.SendAnswerAsync(method, $"{own}/{path.Replace("#", id, StringComparison.Ordinal)}", body == null ? null : JsonContent.Create(body));
                Assert.Contains($"{(path.StartsWith('#') ? id : delivery)}.", answer.AssertProblem(404, "not_found").Text("detail"), StringComparison.Ordinal);
            }
        }

        Assert.Equal(mine, Assert.Single((await rival.Admin.GetAnswerAsync(own)).Json.GetProperty("items").EnumerateArray().ToList()).Text("id"));
        Assert.Equal(before, await world.Server.DumpAsync());
        Assert.All(world.Receiver.Received, received => Assert.Equal("/theirs", received.Path));
        // Who is limited to some products has no say in what is the whole brand's.
        var limited = await world.Server.NewClientAsync(world.Brand, "brand_admin", world.Brand.Gtin);
        (await limited.GetAnswerAsync(world.Path)).AssertProblem(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_webhook_is_changed_paged_limited_and_removed(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var admin = world.Brand.Admin;
        var first = (await admin.PostAnswerAsync(world.Path, new { url = world.Receiver.Url(), description = "Tickets", eventTypes = new[] { "anomaly.opened" }, enabled = false }, "once")).AssertStatus(201);
        Assert.Equal(first.Text, (await admin.PostAnswerAsync(world.Path, new { url = world.Receiver.Url(), description = "Tickets", eventTypes = new[] { "anomaly.opened" }, enabled = false }, "once")).Text);
        var id = first.Json.Text("id");
        Assert.Equal(("disabled", "anomaly.opened", $"{world.Path}/{id}"), (first.Json.Text("status"), first.Json.GetProperty("eventTypes")[0].GetString(), first.Location));
        foreach (var wrong in new object[] { new { eventTypes = new[] { "webhook.test" } }, new { url = "http://10.0.0.1/" }, new { description = "\u0007" }, new { eventTypes = new string?[] { null } } })
            (await admin.PatchAnswerAsync($"{world.Path}/{id}", wrong)).AssertProblem(422, "invalid_webhook");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var changed = (await admin.PatchAnswerAsync($"{world.Path}/{id}", new { description = "Tickets, all", eventTypes = Array.Empty<string>(), enabled = true })).AssertStatus(200).Json;
        Assert.Equal(("active", "Tickets, all", first.Json.Text("publicKey")), (changed.Text("status"), changed.Text("description"), changed.Text("publicKey")));
        Assert.False(changed.TryGetProperty("eventTypes", out _));

        world.Receiver.AnswerWith(500);
        for (var i = 0; i < 5; i++)
        {
            await world.AddEventsAsync($"anomaly_{i}");
            world.Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        var seen = new List<string>();
        for (var cursor = ""; cursor != null;)
        {
            var page = (await admin.GetAnswerAsync($"{world.Path}/{id}/deliveries?limit=2{cursor}")).AssertStatus(200).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(delivery => delivery.Text("eventId")));
            cursor = page.TryGetProperty("next", out var next) ? $"&cursor={next.GetString()}" : null;
        }

        Assert.Equal(["anomaly_0", "anomaly_1", "anomaly_2", "anomaly_3", "anomaly_4"], seen.Order(StringComparer.Ordinal));
        (await admin.GetAnswerAsync($"{world.Path}/{id}/deliveries?status=failed")).AssertProblem(400, "invalid_request");
        for (var i = 1; i < 10; i++)
            await world.CreateAsync();
        (await admin.PostAnswerAsync(world.Path, new { url = world.Receiver.Url() })).AssertProblem(409, "webhooks_used_up");
        Assert.Equal(10, (await admin.GetAnswerAsync(world.Path)).Json.GetProperty("items").GetArrayLength());

        // After 30 days deliveries go, whatever became of them.
        world.Clock.Advance(TimeSpan.FromDays(30) + TimeSpan.FromMilliseconds(1));
        await world.AddEventsAsync("young");
        await world.Server.Services.GetRequiredService<WebhookRetention>().RunAsync(TestContext.Current.CancellationToken);
        var left = (await world.DeliveriesAsync(id)).Select(delivery => delivery.Text("eventId")).ToList();
        Assert.Contains("young", left);
        Assert.DoesNotContain("anomaly_0", left);
        (await admin.SendAnswerAsync(HttpMethod.Delete, $"{world.Path}/{id}")).AssertStatus(204);
        (await admin.GetAnswerAsync($"{world.Path}/{id}/deliveries")).AssertProblem(404, "not_found");
        Assert.Equal(
            ["webhook.remove", "webhook.update", "webhook.create"],
            (await admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/audit")).Json.GetProperty("items").EnumerateArray()
                .Where(entry => entry.Text("target") == id).Select(entry => entry.Text("action")));
    }
}
