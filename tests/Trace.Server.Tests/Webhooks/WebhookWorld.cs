using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Storage;
using Trace.Server.Webhooks;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Webhooks;

/// <summary>A server whose time the test moves, a brand, and a receiver of its events.</summary>
internal sealed class WebhookWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string? _database;

    private WebhookWorld(WebhookReceiver receiver, string? database) => (Receiver, _database) = (receiver, database);

    public FakeTimeProvider Clock { get; } = Verification.Clock.At("2026-06-01T12:00:00Z");

    public WebhookReceiver Receiver { get; }

    public RunningServer Server { get; private set; } = null!;

    public TestBrand Brand { get; private set; } = null!;

    public string Path => $"/api/v1/brands/{Brand.Id}/webhooks";

    public static async Task<WebhookWorld> StartAsync(Engine engine)
    {
        var world = new WebhookWorld(await WebhookReceiver.StartAsync(), await engine.CreateDatabaseAsync());
        world.Server = await world.StartServerAsync();
        world.Brand = await world.Server.CreateBrandAsync();
        return world;
    }

    /// <summary>Another server on the same database: for SQLite once the first has ended.</summary>
    public Task<RunningServer> StartServerAsync(Action<WebApplicationBuilder>? configure = null) => RunningServer.StartAsync(
        _folder.Path,
        _database,
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(Clock);
            configure?.Invoke(builder);
        },
        Receiver.Allowed);

    public async Task RestartAsync()
    {
        var key = Brand.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        await Server.DisposeAsync();
        Server = await StartServerAsync();
        Brand = Brand with { Admin = Server.NewClient(key) };
    }

    /// <summary>A webhook at a path of the receiver.</summary>
    public async Task<JsonElement> CreateAsync(string path = "/", params string[] eventTypes) =>
        (await Brand.Admin.PostAnswerAsync(Path, new { url = Receiver.Url(path), eventTypes })).AssertStatus(201).Json;

    public async Task<JsonElement> WebhookAsync(string id) => (await Brand.Admin.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200).Json;

    public async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(string id, string query = "") =>
        [.. (await Brand.Admin.GetAnswerAsync($"{Path}/{id}/deliveries{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray()];

    /// <summary>Adds events of the brand, each in a transaction of its own, as another slice does.</summary>
    public async Task AddEventsAsync(params string[] ids)
    {
        foreach (var id in ids)
            await Server.Database().WriteAsync(session => AddEventAsync(session, id), TestContext.Current.CancellationToken);
    }

    public Task<int> AddEventAsync(Session session, string id, string eventType = WebhookEvents.AnomalyOpened)
    {
        Assert.True(PublicId.TryParse(Brand.Id, out var brand));
        return Server.Services.GetRequiredService<WebhookOutbox>().AddAsync(session, brand, eventType, id, new WebhookTestData("what happened"), ServerJson.Default.WebhookTestData);
    }

    /// <summary>Lets seconds pass, each long enough for what a look at the database sets going, until something holds.</summary>
    public async Task WaitAsync(Func<Task<bool>> holds)
    {
        for (var seconds = 0; seconds < 45; seconds++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            for (var i = 0; i < 40; i++)
            {
                if (await holds())
                    return;
                await Task.Delay(15, TestContext.Current.CancellationToken);
            }
        }

        Assert.Fail("It did not become true.");
    }

    /// <summary>Until the newest delivery of a webhook stands so.</summary>
    public async Task<JsonElement> WaitForAsync(string id, string status, int attempts = 1)
    {
        JsonElement found = default;
        await WaitAsync(async () =>
        {
            found = (await DeliveriesAsync(id))[0];
            return found.Text("status") == status && found.GetProperty("attempts").GetInt32() == attempts;
        });
        return found;
    }

    /// <summary>Whether there is anything to send now: what is not due is not sent, however long one waits.</summary>
    public async Task<bool> IsAnythingDueAsync() => (await Server.Database().ReadAsync(
        session => WebhooksStore.ListDueAsync(session, Clock.GetUtcNow().ToUnixTimeMilliseconds()), TestContext.Current.CancellationToken)).Count > 0;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }
}
