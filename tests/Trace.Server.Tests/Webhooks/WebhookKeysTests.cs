using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Storage;
using Trace.Server.Webhooks;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Webhooks;

/// <summary>Keys of webhooks: replaced without a gap, sealed, and worth nothing in a row that was edited.</summary>
public sealed class WebhookKeysTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Both_keys_sign_until_the_overlap_ends_and_then_the_old_one_is_forgotten(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var webhook = await world.CreateAsync();
        var (id, old) = (webhook.Text("id"), webhook.Text("publicKey"));
        var rotated = (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/rotate-key", new { overlapHours = 2 })).AssertStatus(201).Json;
        var young = rotated.Text("publicKey");
        Assert.NotEqual(old, young);
        Assert.Equal(old, rotated.GetProperty("previousKey").Text("publicKey"));

        // Another address too: both keys go with it.
        (await world.Brand.Admin.PatchAnswerAsync($"{world.Path}/{id}", new { url = world.Receiver.Url("/moved") })).AssertStatus(200);
        await world.AddEventsAsync("during");
        await world.WaitForAsync(id, "delivered");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.AddEventsAsync("after");
        await world.WaitForAsync(id, "delivered");

        var (during, after) = (world.Receiver.Received[0], world.Receiver.Received[1]);
        Assert.Equal(("/moved", 2, 1, 1), (during.Path, during.Signature.Split(' ').Length, during.SignedBy(old), during.SignedBy(young)));
        Assert.Equal((1, 0, 1), (after.Signature.Split(' ').Length, after.SignedBy(old), after.SignedBy(young)));
        Assert.False((await world.WebhookAsync(id)).TryGetProperty("previousKey", out _));
        await world.Server.Services.GetRequiredService<WebhookRetention>().RunAsync(Cancellation);
        Assert.Equal(0, await world.Server.FindAsync<long>("SELECT COUNT(*) FROM webhook WHERE sealed_previous IS NOT NULL;"));

        // At once: whoever has the old key signs nothing from now on.
        var last = (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/rotate-key", new { overlapHours = 0 })).AssertStatus(201).Json;
        await world.AddEventsAsync("last");
        await world.WaitForAsync(id, "delivered");
        Assert.Equal((1, 0, 1), (world.Receiver.Received[2].Signature.Split(' ').Length, world.Receiver.Received[2].SignedBy(young), world.Receiver.Received[2].SignedBy(last.Text("publicKey"))));
    }

    /// <summary>Who owns the database and not the master key can neither read a key nor have events sent elsewhere under it.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_webhook_edited_past_the_server_gets_nothing_and_no_key_is_in_the_database(Engine engine)
    {
        await using var world = await WebhookWorld.StartAsync(engine);
        var id = (await world.CreateAsync("/theirs")).Text("id");
        (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/rotate-key", new { })).AssertStatus(201);
        var dump = await world.Server.DumpAsync();
        var columns = world.Server.Services.GetServices<SealedColumn>().Where(column => column.Table == "webhook").ToList();
        Assert.Equal(["sealed", "sealed_previous"], columns.Select(column => column.Column));
        foreach (var column in columns)
        {
            var value = Assert.Single(await world.Server.Database().ReadAsync(session => column.ListAsync(session, after: null, 10), Cancellation));
            var seed = world.Server.Services.GetRequiredService<MasterKey>().Open(value.Sealed, value.Purpose)!;
            Assert.Equal(32, seed.Length);
            Assert.DoesNotContain(Convert.ToHexString(seed), dump, StringComparison.Ordinal);
        }

        await world.Server.ExecuteAsync("UPDATE webhook SET url = @Url;", new { Url = world.Receiver.Url("/thief") });
        await world.AddEventsAsync("anomaly_1");
        var failed = await world.WaitForAsync(id, "pending", attempts: 1);

        Assert.Equal("no_key", failed.Text("lastError"));
        // Nor is it sealed for that by what comes later.
        (await world.Brand.Admin.PostAnswerAsync($"{world.Path}/{id}/rotate-key", new { })).AssertProblem(422, "invalid_webhook");
        (await world.Brand.Admin.PatchAnswerAsync($"{world.Path}/{id}", new { url = world.Receiver.Url("/other") })).AssertProblem(422, "invalid_webhook");
        Assert.Empty(world.Receiver.Received);
        await world.Server.ExecuteAsync("UPDATE webhook SET url = @Url;", new { Url = world.Receiver.Url("/theirs") });
        world.Clock.Advance(TimeSpan.FromSeconds(6));
        await world.WaitForAsync(id, "delivered", attempts: 2);
    }
}
