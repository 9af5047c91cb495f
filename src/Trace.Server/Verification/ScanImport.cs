using System.Diagnostics;
using System.IO.Pipelines;
using System.Threading.Channels;
using Trace.Server.Http;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>Stores the scans of a body of lines, in their order: while a group is written the next ones are read and verified on all cores.</summary>
/// <remarks>A group waits as any scan does until it is durable, and then is answered. Memory holds a few groups, however long the body is.</remarks>
public sealed class ScanImport(ScanImportReader reader, Scans scans, ILogger<ScanImport> log) : IDisposable
{
    private const int GroupsAhead = 4;
    private const int FewestTogether = 8;

    /// <summary>One transaction of all imports at a time: live scans have a turn after each.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Live scans wait for a transaction, so none may take much longer; late scans of a unit with many can.</summary>
    private static readonly TimeSpan LongTransaction = TimeSpan.FromMilliseconds(100);

    /// <param name="body">The lines.</param>
    /// <param name="caller">Whose scans these are.</param>
    /// <param name="patience">So long lines wait for others; null: until a group is full.</param>
    /// <param name="answer">Hears what became of them.</param>
    /// <param name="cancellationToken">Ends it between two groups.</param>
    internal async Task RunAsync(PipeReader body, Caller caller, TimeSpan? patience, IScanImportAnswer answer, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var groups = Channel.CreateBounded<Task<ReadScan[]>>(new BoundedChannelOptions(GroupsAhead) { SingleReader = true, SingleWriter = true });
        using var all = new LineGroups(body, patience);
        var reading = ReadAsync(all, caller, groups.Writer, ended.Token);
        try
        {
            // Nobody knows yet how long they take.
            var together = FewestTogether;
            await foreach (var group in groups.Reader.ReadAllAsync(cancellationToken))
            {
                var lines = (await group).AsMemory();
                for (var first = 0; first < lines.Length;)
                {
                    var part = lines.Slice(first, Math.Min(together, lines.Length - first));
                    first += part.Length;
                    var (stored, took) = await StoreInTurnAsync(part, cancellationToken);
                    await answer.AddAsync(part, stored);
                    together = took > LongTransaction ? Math.Max(FewestTogether, together / 2) : Math.Min(LineGroups.MaxLines, 2 * together);
                }
            }

            await reading;
        }
        finally
        {
            await ended.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task ReadAsync(LineGroups lines, Caller caller, ChannelWriter<Task<ReadScan[]>> groups, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var group in lines.ReadAllAsync(cancellationToken))
                await groups.WriteAsync(Task.Run(() => reader.ReadAsync(group, caller), CancellationToken.None), cancellationToken);
        }
        finally
        {
            groups.Complete();
        }
    }

    private async Task<(IReadOnlyList<StoredScan> Stored, TimeSpan Took)> StoreInTurnAsync(ReadOnlyMemory<ReadScan> lines, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var started = Stopwatch.GetTimestamp();
            return (await StoreAsync(lines), Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<IReadOnlyList<StoredScan>> StoreAsync(ReadOnlyMemory<ReadScan> lines)
    {
        var toStore = new List<ScanToStore>(lines.Length);
        foreach (var line in lines.Span)
        {
            if (line.Scan != null)
                toStore.Add(line.Scan);
        }

        if (toStore.Count == 0)
            return [];
        try
        {
            using var span = ServerTraces.Source.StartActivity("import scans")?.SetTag("trace.group.size", toStore.Count);
            return await scans.AppendAsync(toStore);
        }
        catch (System.Data.Common.DbException exception)
        {
            ServerMetrics.StorageFailed(StorageWork.StoreScans);
            ScanLog.StorageFailed(log, toStore.Count, exception);
            throw;
        }
    }
}
