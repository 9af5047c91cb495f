using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Webhooks;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Webhooks;

/// <summary>Events reach a receiver by HTTP, signed, at least once, and are tried for days.</summary>
public sealed class WebhookDeliveryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_event_reaches_who_wants_it_once_and_another_library_finds_it_signed(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var (all, changes) = (await world.CreateAsync("/all"), await world.CreateAsync("/changes", WebhookEvents.AnomalyChanged));
        await world.AddEventsAsync("anomaly_1", "anomaly_1");
        await world.Server.Database().WriteAsync(session => world.AddEventAsync(session, "anomaly_2", WebhookEvents.AnomalyChanged), Cancellation);

        await world.WaitAsync(async () => (await world.DeliveriesAsync(all.Text("id"), "?status=delivered")).Count == 2 && (await world.DeliveriesAsync(changes.Text("id"), "?status=delivered")).Count == 1);

        Assert.Equal(["/all anomaly_1", "/all anomaly_2", "/changes anomaly_2"], world.Receiver.Received.Select(received => $"{received.Path} {received.Id}").Order(StringComparer.Ordinal));
        var first = world.Receiver.Received.Single(received => received.Id == "anomaly_1");
        Assert.Equal("""{"type":"anomaly.opened","timestamp":"2026-06-01T12:00:00.000Z","data":{"webhookId":"what happened"}}""", Encoding.UTF8.GetString(first.Body));
        Assert.Equal("application/json", first.MediaType);
        Assert.Equal(world.Clock.GetUtcNow().ToUnixTimeSeconds(), long.Parse(first.Timestamp, System.Globalization.CultureInfo.InvariantCulture), 5.0);
        Assert.Matches("^v1a,[A-Za-z0-9+/]{86}==$", first.Signature);
        Assert.Equal(1, first.SignedBy(all.Text("publicKey")));
        // The control: it is this id, this time, this body and this key.
        Assert.Equal(0, (first with { Id = "anomaly_2" }).SignedBy(all.Text("publicKey")));
        Assert.Equal(0, (first with { Timestamp = "1" }).SignedBy(all.Text("publicKey")));
        Assert.Equal(0, (first with { Body = [.. first.Body, (byte)' '] }).SignedBy(all.Text("publicKey")));
        Assert.Equal(0, first.SignedBy(changes.Text("publicKey")));
        var delivery = (await world.DeliveriesAsync(changes.Text("id")))[0];
        Assert.Equal(("anomaly_2", WebhookEvents.AnomalyChanged, 1, 204), (delivery.Text("eventId"), delivery.Text("eventType"), delivery.GetProperty("attempts").GetInt32(), delivery.GetProperty("lastStatus").GetInt32()));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_rolled_back_is_never_sent_and_what_was_pending_goes_on_after_a_restart(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var id = (await world.CreateAsync()).Text("id");
        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Server.Database().WriteAsync(
            async session =>
            {
                Assert.Equal(1, await world.AddEventAsync(session, "undone"));
                throw new InvalidOperationException("The change was rolled back.");
            },
            Cancellation));
        world.Receiver.AnswerWith(500);
        await world.AddEventsAsync("kept");
        await world.WaitForAsync(id, "pending", attempts: 1);
        // A server that was killed while it sent: what it took is left alone for a minute.
        await world.AddEventsAsync("taken");
        Assert.True(PublicId.TryParse(id, out var webhook));
        var now = world.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        Assert.Equal("taken", Assert.Single(await world.Server.Database().WriteAsync(
            session => WebhookDeliveriesStore.ClaimAsync(session, webhook, now, now + 60_000, 10), Cancellation)).EventId);

        await world.RestartAsync();
        world.Receiver.AnswerWith(200);
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        await world.WaitAsync(async () => (await world.DeliveriesAsync(id, "?status=delivered")).Count == 1);
        Assert.DoesNotContain("taken", world.Receiver.Received.Select(received => received.Id));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.WaitAsync(async () => (await world.DeliveriesAsync(id, "?status=delivered")).Count == 2);

        Assert.Equal(["kept", "kept", "taken"], world.Receiver.Received.Select(received => received.Id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_fails_is_tried_ten_times_over_three_days_then_is_dead_and_can_be_replayed(Engine engine)
    {
        var counted = new ConcurrentQueue<string>();
        using var meters = Listen(counted);
        await using var world = await WebhookWorld.StartAsync(engine);
        var webhook = await world.CreateAsync();
        var id = webhook.Text("id");
        world.Receiver.AnswerWith(500, retryAfter: "1");
        await world.AddEventsAsync("anomaly_1");
        var began = world.Clock.GetUtcNow();

        for (var attempts = 1; attempts <= RetrySchedule.Delays.Count; attempts++)
        {
            var waiting = await world.WaitForAsync(id, "pending", attempts);
            var wait = waiting.GetProperty("nextAttemptAt").GetDateTimeOffset() - waiting.GetProperty("lastAttemptAt").GetDateTimeOffset();
            Assert.InRange(wait, RetrySchedule.Delays[attempts - 1], RetrySchedule.Delays[attempts - 1] * 1.2);
            Assert.Equal(500, waiting.GetProperty("lastStatus").GetInt32());
            world.Clock.SetUtcNow(waiting.GetProperty("nextAttemptAt").GetDateTimeOffset());
        }

        var dead = await world.WaitForAsync(id, "dead", attempts: 10);
        Assert.False(dead.TryGetProperty("nextAttemptAt", out _));
        Assert.InRange(world.Clock.GetUtcNow() - began, TimeSpan.FromDays(3), TimeSpan.FromDays(4));
        var failing = await world.WebhookAsync(id);
        Assert.Equal(("failing", began.AddSeconds(1)), (failing.Text("status"), failing.GetProperty("failingSince").GetDateTimeOffset()));
        Assert.Equal(10, world.Receiver.Received.Count);
        Assert.Equal(["anomaly_1"], world.Receiver.Received.Select(received => received.Id).Distinct());
        Assert.Distinct(world.Receiver.Received.Select(received => received.Timestamp));
        Assert.All(world.Receiver.Received, received => Assert.Equal(1, received.SignedBy(webhook.Text("publicKey"))));

        world.Receiver.AnswerWith(202);
        var replay = new Func<DateTimeOffset, Task<long>>(async since =>
            (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/replay", new { since })).AssertStatus(200).Json.GetProperty("replayed").GetInt64());
        Assert.Equal(0, await replay(began.AddSeconds(1)));
        Assert.Equal(1, await replay(began));
        await world.WaitForAsync(id, "delivered");
        (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/deliveries/{dead.Text("id")}/replay", new { })).AssertStatus(200);
        await world.WaitAsync(() => Task.FromResult(world.Receiver.Received.Count == 12));
        await world.WaitForAsync(id, "delivered");
        Assert.Equal("active", (await world.WebhookAsync(id)).Text("status"));
        Assert.True(counted.Count(outcome => outcome == "failed") >= 9 && counted.Contains("dead") && counted.Count(outcome => outcome == "delivered") >= 2, string.Join(' ', counted));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Retry_after_holds_for_the_whole_webhook_and_a_day_at_most(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var id = (await world.CreateAsync()).Text("id");
        world.Receiver.AnswerWith(503, retryAfter: "3600");
        await world.AddEventsAsync("anomaly_1");
        var first = await world.WaitForAsync(id, "pending", attempts: 1);
        Assert.Equal(TimeSpan.FromHours(1), first.GetProperty("nextAttemptAt").GetDateTimeOffset() - first.GetProperty("lastAttemptAt").GetDateTimeOffset());
        await world.AddEventsAsync("anomaly_2");
        world.Clock.SetUtcNow(first.GetProperty("nextAttemptAt").GetDateTimeOffset().AddMilliseconds(-1));
        Assert.False(await world.IsAnythingDueAsync());

        world.Receiver.AnswerWith(429, retryAfter: world.Clock.GetUtcNow().AddYears(1).ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        await world.WaitAsync(async () => (await world.DeliveriesAsync(id)).All(delivery => delivery.TryGetProperty("lastStatus", out var status) && status.GetInt32() == 429));
        foreach (var delivery in await world.DeliveriesAsync(id))
            Assert.Equal(TimeSpan.FromDays(1), delivery.GetProperty("nextAttemptAt").GetDateTimeOffset() - delivery.GetProperty("lastAttemptAt").GetDateTimeOffset());
        world.Receiver.AnswerWith(200);
        world.Clock.Advance(TimeSpan.FromHours(24));
        await world.WaitAsync(async () => (await world.DeliveriesAsync(id, "?status=delivered")).Count == 2);
        Assert.Equal(5, world.Receiver.Received.Count);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_an_old_address_answers_late_says_nothing_of_the_new_one(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var id = (await world.CreateAsync("/old")).Text("id");
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Receiver.Answer = async (received, context) =>
        {
            if (received.Path != "/old")
                return;
            asked.TrySetResult();
            await answer.Task;
            context.Response.StatusCode = 410;
        };
        await world.AddEventsAsync("anomaly_1");
        await world.WaitAsync(() => Task.FromResult(asked.Task.IsCompleted));
        (await world.Brand.Admin.PatchAnswerAsync($"{world.Path}/{id}", new { url = world.Receiver.Url("/new") })).AssertStatus(200);
        answer.SetResult();

        var delivery = await world.WaitForAsync(id, "pending", attempts: 1);
        Assert.Equal(410, delivery.GetProperty("lastStatus").GetInt32());
        Assert.Equal("active", (await world.WebhookAsync(id)).Text("status"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_webhook_that_answers_gone_is_disabled_until_someone_enables_it(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var id = (await world.CreateAsync()).Text("id");
        world.Receiver.AnswerWith(500);
        await world.AddEventsAsync("anomaly_1");
        await world.WaitForAsync(id, "pending", attempts: 1);
        world.Receiver.AnswerWith(410);
        await world.AddEventsAsync("anomaly_2");
        await world.WaitAsync(async () => (await world.WebhookAsync(id)).Text("status") == "gone");
        await world.AddEventsAsync("anomaly_3");

        Assert.False((await world.WebhookAsync(id)).GetProperty("enabled").GetBoolean());
        var dead = (await world.DeliveriesAsync(id)).ToDictionary(delivery => delivery.Text("eventId"));
        Assert.Equal(["anomaly_1", "anomaly_2"], dead.Keys.Order(StringComparer.Ordinal));
        Assert.All(dead.Values, delivery => Assert.Equal("dead", delivery.Text("status")));
        Assert.Equal("disabled", dead["anomaly_1"].Text("lastError"));
        Assert.Equal(410, dead["anomaly_2"].GetProperty("lastStatus").GetInt32());
        var entry = (await world.Brand.Admin.GetAnswerAsync($"/api/v1/brands/{world.Brand.Id}/audit?action=webhook.gone")).Json.GetProperty("items")[0];
        Assert.Equal(("system", id), (entry.GetProperty("actor").Text("kind"), entry.Text("target")));
        (await world.Brand.Admin.PostBytesAsync($"{world.Path}/{id}/test", [], mediaType: null)).AssertProblem(409, "webhook_disabled");
        (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/replay", new { since = "2026-01-01T00:00:00Z" })).AssertProblem(409, "webhook_disabled");
        Assert.False(await world.IsAnythingDueAsync());

        world.Receiver.AnswerWith(200);
        (await world.Brand.Admin.PatchAnswerAsync($"{world.Path}/{id}", new { enabled = true })).AssertStatus(200);
        Assert.Equal("active", (await world.WebhookAsync(id)).Text("status"));
        (await world.Brand.Admin.PostBytesAsync($"{world.Path}/{id}/test", [], mediaType: null)).AssertStatus(201);
        await world.WaitForAsync(id, "delivered");
        Assert.Equal(WebhookEvents.Test, world.Receiver.Received[^1].Json.Text("type"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task One_that_does_not_answer_holds_up_no_other(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var (slow, fast) = ((await world.CreateAsync("/slow")).Text("id"), (await world.CreateAsync("/fast")).Text("id"));
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Receiver.Answer = (received, _) => received.Path == "/slow" ? go.Task : Task.CompletedTask;
        var events = Enumerable.Range(0, 12).Select(i => $"anomaly_{i}").ToArray();
        await world.AddEventsAsync(events);

        await world.WaitAsync(async () => (await world.DeliveriesAsync(fast, "?status=delivered")).Count == events.Length);

        Assert.Empty(await world.DeliveriesAsync(slow, "?status=delivered"));
        // Not all at once either.
        Assert.Equal(4, world.Receiver.Received.Count(received => received.Path == "/slow"));
        go.SetResult();
        await world.WaitAsync(async () => (await world.DeliveriesAsync(slow, "?status=delivered")).Count == events.Length);
        Assert.Equal(2 * events.Length, world.Receiver.Received.Count);
    }

    [Fact]
    public async Task What_was_under_way_when_the_server_stopped_is_sent_at_once_by_the_next()
    {
        await using var world = await WebhookWorld.StartAsync(Engine.Sqlite);
        var id = (await world.CreateAsync()).Text("id");
        world.Receiver.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await world.AddEventsAsync("anomaly_1");
        await world.WaitAsync(() => Task.FromResult(world.Receiver.Received.Count == 1));
        var stopping = world.Clock.GetUtcNow();

        // The call under way is not answered by that.
        world.Receiver.AnswerWith(200);
        await world.RestartAsync();
        var delivered = await world.WaitForAsync(id, "delivered");

        Assert.InRange(delivered.GetProperty("lastAttemptAt").GetDateTimeOffset(), stopping, stopping.AddSeconds(20));
        Assert.Equal(["anomaly_1", "anomaly_1"], world.Receiver.Received.Select(received => received.Id));
    }

    [Fact]
    public async Task Servers_on_one_database_send_each_event_once()
    {
        await using var world = await WebhookWorld.StartAsync(Engine.Postgres);
        await using var other = await world.StartServerAsync();
        var ids = new[] { (await world.CreateAsync("/1")).Text("id"), (await world.CreateAsync("/2")).Text("id") };
        var events = Enumerable.Range(0, 60).Select(i => $"anomaly_{i}").ToArray();
        await world.Server.Database().WriteAsync(
            async session =>
            {
                foreach (var name in events)
                    await world.AddEventAsync(session, name);
            },
            Cancellation);

        await world.WaitAsync(async () => (await world.DeliveriesAsync(ids[0], "?status=delivered&limit=200")).Count == events.Length && (await world.DeliveriesAsync(ids[1], "?status=delivered&limit=200")).Count == events.Length);

        Assert.Equal(2 * events.Length, world.Receiver.Received.Count);
        Assert.Distinct(world.Receiver.Received.Select(received => received.Path + received.Id));
    }

    private static MeterListener Listen(ConcurrentQueue<string> outcomes)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "trace.webhooks.attempts")
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (value == 1)
                outcomes.Enqueue((string)tags[0].Value!);
        });
        listener.Start();
        return listener;
    }
}
