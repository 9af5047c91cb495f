using System.Globalization;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>Random reports by both roles, in every form, against a list of what happened to each unit.</summary>
public sealed class StatusModelTests
{
    private const int Quantity = 8;
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 30, 0, TimeSpan.Zero);
    private static readonly string[] Statuses = ["active", "spoiled", "unused", "lost", "stolen", "recalled", "retired"];
    private static readonly string[] Protected = ["spoiled", "recalled", "retired"];

    /// <param name="ByFactory">Or by the brand_admin.</param>
    /// <param name="From">First index.</param>
    /// <param name="To">Last index.</param>
    /// <param name="Status">The status reported.</param>
    /// <param name="MinutesAgo">The time reported; now if null.</param>
    /// <param name="AsLines">As a line for each unit, or as a range.</param>
    private sealed record Report(bool ByFactory, int From, int To, string Status, int? MinutesAgo, bool AsLines);

    private static readonly Gen<Report[]> Reports = Gen.Select(
            Gen.Bool, Gen.Int[0, Quantity - 1], Gen.Int[0, 4], Gen.Int[0, 6].Select(i => Statuses[i]), Gen.Nullable(Gen.Int[0, 3]), Gen.Bool)
        .Select((factory, from, length, status, minutes, lines) => new Report(factory, from, Math.Min(from + length, Quantity - 1), status, minutes, lines))
        .Array[1, 14];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_unit_has_the_status_a_plain_list_says(Engine engine)
    {
        var clock = new FakeTimeProvider(Now);
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");

        await Reports.SampleAsync(
            async reports =>
            {
                var batch = await brand.CreateBatchAsync(new { gtin = brand.Gtin, quantity = Quantity });
                var serials = (await brand.Admin.GetAnswerAsync($"/api/v1/batches/{batch}/codes?format=ndjson")).Text
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Text("serial")).ToList();
                var model = Enumerable.Range(0, Quantity).Select(_ => (Status: "created", At: DateTimeOffset.MinValue)).ToArray();
                foreach (var report in reports)
                {
                    clock.Advance(TimeSpan.FromSeconds(20));
                    var answer = await SendAsync(report.ByFactory ? factory : brand.Admin, batch, serials, report, clock.GetUtcNow());
                    Assert.Equal(Apply(model, report, clock.GetUtcNow()), answer.Status);
                }

                for (var index = 0; index < Quantity; index++)
                    Assert.Equal(model[index].Status, (await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{serials[index]}")).Json.Text("status"));
            },
            iter: TestScale.Count(reduced: 8, full: 300),
            threads: 1);
    }

    private static Task<Answer> SendAsync(HttpClient client, string batch, List<string> serials, Report report, DateTimeOffset now)
    {
        var at = report.MinutesAgo is { } minutes ? now.AddMinutes(-minutes) : (DateTimeOffset?)null;
        if (!report.AsLines)
            return client.ReportAsync(batch, report.From, report.To, report.Status, at);
        var lines = serials[report.From..(report.To + 1)].Select(serial => $$"""{"serial":"{{serial}}"}""");
        return client.ReportLinesAsync(
            batch, string.Join('\n', lines), string.Create(CultureInfo.InvariantCulture, $"?status={report.Status}{(at == null ? "" : $"&at={at:yyyy-MM-dd'T'HH:mm:ss'Z'}")}"));
    }

    /// <summary>The status code of the answer; the model changes only when it is 200.</summary>
    private static int Apply((string Status, DateTimeOffset At)[] model, Report report, DateTimeOffset now)
    {
        var at = now.AddMinutes(-report.MinutesAgo ?? 0);
        var units = Enumerable.Range(report.From, report.To - report.From + 1).Where(index => model[index].At <= at).ToList();
        if (report is { ByFactory: true, Status: "recalled" or "retired" })
            return 403;
        if (report.ByFactory && units.Exists(index => Protected.Contains(model[index].Status) && model[index].Status != report.Status))
            return 409;
        foreach (var index in units)
            model[index] = (report.Status, at);
        return 200;
    }
}
