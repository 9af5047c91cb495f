using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Codes;
using Trace.Server.Verification;
using Trace.Simulator.Worlds;
using Trace.Testing;
using Xunit;

namespace Trace.Simulator.Tests;

/// <summary>A running server that is sent a world says of each scan what the detector says in this process.</summary>
public sealed class DriveTests
{
    /// <summary>Late scans cost as many folds as their unit has scans, so only units of so many are shuffled.</summary>
    private const int MostShuffled = 200;

    private static readonly Options Small = new("drive") { Units = 600, Seed = 1_234 };

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Verdicts_and_scores_are_equal_scan_by_scan_and_the_last_ones_in_any_order(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var world = Presets.Named("report-often");
        var (_, codes) = await IssueAsync(brand);
        var scans = ImportLines.Of(world, Small, codes, TextWriter.Null);

        using var differences = new StringWriter();
        var (equal, different) = await Drive.CompareAsync(brand.Admin, scans, differences);

        Assert.True(equal == scans.Count && different == 0, differences.ToString());
        var expected = Drive.Expect(scans);
        Assert.Contains(expected, answer => answer.Verdict == "caution");
        Assert.Contains(expected, answer => answer.Verdict == "issued" && answer.Score != 0);

        var last = scans.Index().GroupBy(scan => scan.Item.Unit).Where(unit => unit.Count() is > 1 and <= MostShuffled).ToDictionary(unit => unit.Key, unit => expected[unit.Last().Index].Score);
        var (batch, others) = await IssueAsync(brand);
        var shuffled = ImportLines.Of(world, Small, others, TextWriter.Null).Where(scan => last.ContainsKey(scan.Unit)).Index().OrderBy(scan => Rng.Mix((ulong)scan.Index)).Select(scan => scan.Item.Line);
        using var body = new StringContent(string.Join('\n', shuffled), Encoding.UTF8, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await brand.Admin.PostAsync(new Uri("/api/v1/scans/import", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        var kept = server.Services.GetRequiredService<Scans>();
        foreach (var (unit, score) in last)
            Assert.Equal(score, (await kept.FindUnitAsync(UnitId.Of(batch, (uint)unit).Value))!.Evidence!.Score);
    }

    [Fact]
    public async Task A_server_that_says_something_else_is_noticed()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        var (_, codes) = await IssueAsync(brand);
        var scans = ImportLines.Of(Presets.Named("report-often"), Small with { Units = 100 }, codes, TextWriter.Null).Take(300).ToList();
        // To the server, places of fixed lines are unknown.
        var mixed = scans.Select(scan => scan with { Line = scan.Line.Replace("\"fixed\"", "\"vpn\"", StringComparison.Ordinal) }).ToList();

        var (equal, different) = await Drive.CompareAsync(brand.Admin, mixed, TextWriter.Null);

        Assert.True(equal + different == scans.Count && different > 0, $"{different} of {scans.Count} differ.");
    }

    private static async Task<(uint Batch, IReadOnlyList<(string Gtin, string Serial)> Codes)> IssueAsync(TestBrand brand)
    {
        var id = await brand.CreateBatchAsync(400);
        Assert.True(Server.Codes.BatchId.TryParse(id, out var number));
        return (number, [.. (await brand.UrisAsync(id, 0, 400)).Select(uri => (brand.Gtin, uri.Split("/21/")[1].Split('?')[0]))]);
    }
}
