using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Anomalies;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Verification;
using Trace.Testing;

namespace Trace.Server.Tests.Anomalies;

/// <summary>A server with a mail server, whose time is moved by the test.</summary>
internal sealed record DigestWorld(RunningServer Server, MailSink Sink, FakeTimeProvider Time, TestBrand Brand) : IAsyncDisposable
{
    public const string Path = "/api/v1/account/digest";

    /// <param name="engine">Where it keeps all.</param>
    /// <param name="ticks">Whether it looks every hour by itself; else the test says when.</param>
    public static async Task<DigestWorld> StartAsync(Engine engine, bool ticks = false)
    {
        var sink = new MailSink();
        var time = Now();
        var server = await StartAsync(folder: null, await engine.CreateDatabaseAsync(), sink.Port, time, ticks);
        return new DigestWorld(server, sink, time, await server.CreateBrandAsync());
    }

    /// <summary>Of today: browsers keep no cookie that ended.</summary>
    public static FakeTimeProvider Now() => new(TimeProvider.System.GetUtcNow());

    public static Task<RunningServer> StartAsync(string? folder, string? database, int port, FakeTimeProvider time, bool ticks) => RunningServer.StartAsync(
        folder,
        database,
        builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            if (!ticks)
                builder.Services.Remove(builder.Services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(DigestTimer)));
        },
        "--Smtp:Host", "127.0.0.1", "--Smtp:Port", port.ToString(CultureInfo.InvariantCulture), "--Smtp:Security", "none", "--Smtp:From", "trace@acme.example", "--PublicUrl", "https://trace.acme.example/");

    /// <summary>A person who chose; the session ends within the day.</summary>
    public async Task<Person> PersonAsync(string name, string? every, string role = "brand_viewer", TestBrand? brand = null, string[]? gtins = null, string[]? sites = null)
    {
        // The invitation that cannot be mailed is shown.
        Sink.Refuses = true;
        var person = await Person.SignedInAsync(Server, brand ?? Brand, role, $"{name}@acme.example", gtins, sites);
        Sink.Refuses = false;
        if (every != null)
            (await ChooseAsync(person, every)).AssertStatus(200);
        return person;
    }

    public static Task<Answer> ChooseAsync(Person person, string? every, double? leastScore = null) =>
        person.Browser.SendAnswerAsync(HttpMethod.Put, Path, leastScore == null ? JsonContent.Create(new { every }) : JsonContent.Create(new { every, leastScore }));

    /// <summary>A batch of which all codes were stolen and are scanned once.</summary>
    public async Task<(string Batch, IReadOnlyList<string> Codes)> StealAsync(int quantity = 1, string? gtin = null, string? site = null)
    {
        var batch = await Brand.CreateBatchAsync(new { gtin = gtin ?? Brand.Gtin, quantity, site, activate = true });
        var codes = await Brand.UrisAsync(batch, 0, quantity);
        await Brand.ReportAsync(batch, 0, quantity - 1, "stolen");
        foreach (var code in codes)
            await Server.Public.VerifyAsync(code, "somebody");
        return (batch, codes);
    }

    /// <summary>A day and more later: how many mails are sent.</summary>
    public Task<int> SendAfterAsync(int days)
    {
        Time.Advance(TimeSpan.FromDays(days));
        return SendAsync();
    }

    public Task<int> SendAsync() => Server.Services.GetRequiredService<Digests>().SendAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Sink.Dispose();
    }
}
