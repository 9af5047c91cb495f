using System.IO.Pipelines;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Trace.Core.Verification;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>However many imports run, live scans wait for one of their transactions at most, and the first ones are small.</summary>
public sealed class ScanImportTurnTests
{
    [Fact]
    public async Task Imports_take_turns_and_begin_with_few_lines()
    {
        await using var server = await RunningServer.StartAsync(Engine.Sqlite);
        var brand = await server.CreateBrandAsync();
        Assert.True(PublicId.TryParse(brand.Id, out var brandId));
        var body = string.Join('\n', Enumerable.Repeat(ImportLines.Line(await brand.CodeAsync(), "2025-01-05T10:00:00Z"), 400));
        var scans = new SlowScans();
        using var import = new ScanImport(server.Services.GetRequiredService<ScanImportReader>(), scans, NullLogger<ScanImport>.Instance);
        var caller = new Caller(1, ActorKind.ApiKey, Roles.BrandAdmin, brandId, new HashSet<string>(), new HashSet<string>());
        var summaries = Enumerable.Range(0, 3).Select(_ => new ScanImportSummary()).ToList();

        await Task.WhenAll(summaries.Select(summary => Task.Run(() => import.RunAsync(
            PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(body))), caller, patience: null, summary, TestContext.Current.CancellationToken))));

        Assert.All(summaries, summary => Assert.Equal((400, 0), (summary.Result.Accepted, summary.Result.RejectedCount)));
        Assert.Equal(1, scans.MostAtOnce);
        Assert.Equal(8, scans.First);
        Assert.InRange(scans.Most, 100, LineGroups.MaxLines);
    }

    [Fact]
    public void All_brands_together_import_so_many_at_once()
    {
        var running = new KeyedLimits(new RateLimitSettings { ScanImportsAtOnceInAll = 3 }, TimeProvider.System).Running(RateLimitPolicies.ScanImport);
        Assert.All(Enumerable.Range(1, 3), brand => Assert.True(running.TryEnter((UInt128)(uint)brand, out _)));

        Assert.False(running.TryEnter(4, out var isFull));
        Assert.True(isFull);
    }

    /// <summary>Stores nothing, and sees how it is asked to.</summary>
    private sealed class SlowScans : Scans
    {
        private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(10);
        private readonly Lock _lock = new();
        private int _now;

        public int MostAtOnce { get; private set; }

        public int First { get; private set; }

        public int Most { get; private set; }

        public override async Task<IReadOnlyList<Server.Verification.StoredScan>> AppendAsync(IReadOnlyList<ScanToStore> scans)
        {
            lock (_lock)
            {
                MostAtOnce = Math.Max(MostAtOnce, ++_now);
                First = First == 0 ? scans.Count : First;
                Most = Math.Max(Most, scans.Count);
            }

            await Task.Delay(Long);
            lock (_lock)
                _now--;
            return [.. scans.Select(scan => new Server.Verification.StoredScan(1, 1, scan.ScannedAt, 0, new Judgement(Verdict.Issued, []), 0))];
        }

        public override Task<UnitHistory?> FindUnitAsync(long unitId) => Task.FromResult<UnitHistory?>(null);

        public override Task<IReadOnlyList<ScanRow>> ListScansAsync(long brandId, long unitId, int limit) => Task.FromResult<IReadOnlyList<ScanRow>>([]);

        public override Task<PlacedScan?> PlaceAsync(ScanToStore scan) => Task.FromResult<PlacedScan?>(null);

        public override Task<long> RemoveOldAsync(IReadOnlyDictionary<long, long> oldest, CancellationToken cancellationToken) => Task.FromResult(0L);
    }
}
