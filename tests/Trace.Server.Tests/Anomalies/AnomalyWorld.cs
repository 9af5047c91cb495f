using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Storage;
using Trace.Server.Tests.Verification;
using Trace.Testing;

namespace Trace.Server.Tests.Anomalies;

/// <summary>A brand whose codes are scanned at chosen places and times.</summary>
internal sealed record AnomalyWorld(RunningServer Server, TestBrand Brand, FakeTimeProvider Time) : IAsyncDisposable
{
    public const string Path = "/api/v1/anomalies";

    public static readonly (double Latitude, double Longitude) Hamburg = (53.55, 10.0);
    public static readonly (double Latitude, double Longitude) Munich = (48.14, 11.58);

    public static async Task<AnomalyWorld> StartAsync(Engine engine)
    {
        var time = Clock.At("2026-03-02T10:00:00Z");
        var server = await time.StartServerAsync(engine);
        return new AnomalyWorld(server, await server.CreateBrandAsync(), time);
    }

    /// <summary>The verdict for a device at a place, three days after the one before.</summary>
    public async Task<string> ScanAsync(string code, string device, (double Latitude, double Longitude) place)
    {
        Time.Advance(TimeSpan.FromDays(3));
        return (await Server.Public.PostAsync("/api/v1/verify", new { code, device, location = new { latitude = place.Latitude, longitude = place.Longitude, accuracyMeters = 200 } })).Text("verdict");
    }

    /// <summary>Two objects with one code, in turns; the verdicts for the second.</summary>
    public async Task<IReadOnlyList<string>> CopyAsync(string code, int turns = 3)
    {
        var verdicts = new List<string>();
        for (var turn = 0; turn < turns; turn++)
        {
            await ScanAsync(code, "first", Hamburg);
            verdicts.Add(await ScanAsync(code, "second", Munich));
        }

        return verdicts;
    }

    public async Task<IReadOnlyList<JsonElement>> ListAsync(string query = "", HttpClient? client = null) =>
        [.. (await (client ?? Brand.Admin).GetAnswerAsync($"{Path}{query}")).AssertStatus(200).Json.GetProperty("items").EnumerateArray()];

    public async Task<JsonElement> DecideAsync(string id, string status, bool? block = null, string? text = null) =>
        (await Brand.Admin.PostAnswerAsync($"{Path}/{id}/status", new { status, note = "looked at", block, text })).AssertStatus(200).Json;

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

internal static class BrokenAnomalies
{
    /// <summary>From now on the database takes no row of which this holds, whether it is new or changed.</summary>
    public static Task RefuseAnomaliesAsync(this RunningServer server, string condition) => server.ExecuteAsync(server.Database().Dialect == Dialect.Postgres
        ? $"ALTER TABLE anomaly ADD CONSTRAINT refused CHECK (NOT ({condition})) NOT VALID;"
        : $"CREATE TRIGGER refused BEFORE INSERT ON anomaly WHEN NEW.{condition} BEGIN SELECT RAISE(ABORT, 'refused'); END;");
}
