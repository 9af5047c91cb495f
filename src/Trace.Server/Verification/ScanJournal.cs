using System.Diagnostics;
using System.Threading.Channels;
using System.Threading.Tasks.Sources;
using Trace.Core.Detection;
using Trace.Core.Verification;
using Trace.Server.Telemetry;

namespace Trace.Server.Verification;

/// <summary>A scan to store. What it is judged by is known when it is stored: its history up to it.</summary>
public sealed record ScanToStore(
    long UnitId,
    long BrandId,
    DateTimeOffset ScannedAt,
    UnitFacts Facts,
    SignatureState Signature,
    string Source,
    DeviceHashes? Device = null,
    double? Latitude = null,
    double? Longitude = null,
    double? AccuracyMeters = null)
{
    public NetworkHashes? Network { get; init; }

    public NetworkKind NetworkKind { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }

    /// <summary>Of a scan that may be sent more than once: the same each time. Others get a random one.</summary>
    public long? ScanId { get; init; }

    /// <summary>Where its batch was sent.</summary>
    public IReadOnlyList<string> Markets { get; init; } = [];

    /// <summary>How much evidence its brand wants.</summary>
    public EvidenceSettings Thresholds { get; init; } = EvidenceSettings.Default;

    /// <summary>Positions are kept to 0.01 degrees, about a kilometre.</summary>
    public static double? Round(double? degrees) => degrees is { } value ? Math.Round(value, 2) : null;
}

/// <summary>A scan that is durable, and what was answered.</summary>
public sealed record StoredScan(
    long ScanId, long Ordinal, DateTimeOffset FirstScannedAt, long EarlierScansOfDevice, Judgement Judgement, double Score)
{
    /// <summary>What was stored of it just now; null for a scan that was stored before.</summary>
    public ScanRow? Row { get; init; }
}

/// <summary>Why a scan was not stored.</summary>
public enum ScanRefusal
{
    /// <summary>The queue is full.</summary>
    Overloaded,

    /// <summary>The database did not take it.</summary>
    StorageFailed,
}

/// <summary>The writer of scans: takes all that wait, stores them in one transaction, then answers each.</summary>
/// <remarks>Nobody is answered before the scan is durable; the queue is bounded, so memory is too.</remarks>
public sealed class ScanJournal(Scans scans, ILogger<ScanJournal> log) : BackgroundService
{
    private const int QueueCapacity = 4096;
    private const int GroupSize = 256;

    /// <summary>So long a commit waits at most for checks that the pool is about to make: fewer commits leave more time for checks. Where nothing waits for a core, it does not wait.</summary>
    private static readonly TimeSpan GatherLimit = TimeSpan.FromMilliseconds(1);

    private const int LooksBeforeWaiting = 8;

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(10);

    /// <summary>So many are answered one after another by one thread: handing each to a thread of its own costs more than its answer.</summary>
    private const int AnswersTogether = 16;

    private static readonly TimeSpan AnswersLimit = TimeSpan.FromMilliseconds(2);

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueCapacity)
        {
            FullMode = BoundedChannelFullMode.Wait,
            // Whoever writes wakes the writer's thread itself; the pool may be busy.
            AllowSynchronousContinuations = true,
        });

    private readonly ManualResetEventSlim _gathered = new(initialState: false, spinCount: 0);

    /// <summary>So many are enough: where another group is written meanwhile, this one should not be long behind.</summary>
    private readonly int _enough = scans.Writers == 1 ? GroupSize : GroupSize / 16;

    /// <summary>Writers that wait for more.</summary>
    private int _gathering;

    /// <summary>Whether nothing is gained by waiting for more.</summary>
    private bool IsGathered => ThreadPool.PendingWorkItemCount == 0 || _queue.Reader.Count >= _enough;

    public async ValueTask<(StoredScan? Stored, ScanRefusal Refusal)> AppendAsync(ScanToStore scan)
    {
        var waiting = new Waiting(scan);
        if (!_queue.Writer.TryWrite(waiting))
        {
            ServerMetrics.RefusedScan();
            return (null, ScanRefusal.Overloaded);
        }

        if (Volatile.Read(ref _gathering) > 0 && IsGathered)
            _gathered.Set();
        return (await waiting.Stored, ScanRefusal.StorageFailed);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What waits is stored and answered; what comes later is refused. It has time of its own: downloads may have used up the server's.
        _queue.Writer.TryComplete();
        if (ExecuteTask != null)
            await ExecuteTask.WaitAsync(DrainLimit, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        ServerMetrics.ObserveQueue(() => _queue.Reader.Count);
        return Task.WhenAll(Enumerable.Range(0, scans.Writers).Select(_ => StartWriter()));
    }

    private Task StartWriter()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: one that mostly waits for the disk goes on at once when it may, one of the pool that verified a moment ago behind the others.
        new Thread(() =>
        {
            try
            {
                Write();
                ended.SetResult();
            }
            catch (Exception exception)
            {
                // The host ends in good order.
                ended.SetException(exception);
            }
        })
        {
            Name = "Scan journal",
            IsBackground = true,
        }.Start();
        return ended.Task;
    }

    private void Write()
    {
        var group = new List<Waiting>(GroupSize);
        while (_queue.Reader.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            Gather();
            group.Clear();
            while (group.Count < GroupSize && _queue.Reader.TryRead(out var waiting))
                group.Add(waiting);
            // Another writer may have been quicker.
            if (group.Count > 0)
                StoreAndAnswerAsync(group).GetAwaiter().GetResult();
        }
    }

    private void Gather()
    {
        // What the pool was given just now is often done at once.
        for (var look = 0; look < LooksBeforeWaiting && !IsGathered; look++)
            Thread.Yield();
        if (IsGathered)
            return;
        _gathered.Reset();
        Interlocked.Increment(ref _gathering);
        if (!IsGathered)
            _gathered.Wait(GatherLimit);
        Interlocked.Decrement(ref _gathering);
    }

    private async Task StoreAndAnswerAsync(List<Waiting> group)
    {
        IReadOnlyList<StoredScan>? stored = null;
        try
        {
            stored = await StoreAsync(group);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            ServerMetrics.StorageFailed(StorageWork.StoreScans);
            ScanLog.StorageFailed(log, group.Count, exception);
        }
        finally
        {
            for (var i = 0; i < group.Count; i += AnswersTogether)
            {
                var count = Math.Min(AnswersTogether, group.Count - i);
                ThreadPool.UnsafeQueueUserWorkItem(new Answers(group.GetRange(i, count), stored, i), preferLocal: false);
            }
        }
    }

    private async Task<IReadOnlyList<StoredScan>> StoreAsync(List<Waiting> group)
    {
        using var span = ServerTraces.Source.StartActivity("store scans")?.SetTag("trace.group.size", group.Count);
        var started = Stopwatch.GetTimestamp();
        var stored = await scans.AppendAsync(group.ConvertAll(waiting => waiting.Scan));
        ServerMetrics.Committed(group.Count, started);
        return stored;
    }

    /// <summary>Somebody who waits until the scan is stored, or is not.</summary>
    private sealed class Waiting(ScanToStore scan) : IValueTaskSource<StoredScan?>
    {
        private ManualResetValueTaskSourceCore<StoredScan?> _answer;

        public ScanToStore Scan => scan;

        public ValueTask<StoredScan?> Stored => new(this, _answer.Version);

        /// <summary>Goes on with the request on this thread.</summary>
        public void Answer(StoredScan? stored) => _answer.SetResult(stored);

        public StoredScan? GetResult(short token) => _answer.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _answer.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _answer.OnCompleted(continuation, state, token, flags);
    }

    private sealed class Answers(List<Waiting> waiting, IReadOnlyList<StoredScan>? stored, int first) : IThreadPoolWorkItem
    {
        private int _next;

        public void Execute()
        {
            var started = Stopwatch.GetTimestamp();
            while (_next < waiting.Count)
            {
                // One that takes long does not keep the others.
                if (Stopwatch.GetElapsedTime(started) > AnswersLimit)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                    return;
                }

                var i = _next++;
                waiting[i].Answer(stored?[first + i]);
            }
        }
    }
}

internal static partial class ScanLog
{
    [LoggerMessage(4001, LogLevel.Error, "A group of {Count} scans could not be stored.")]
    public static partial void StorageFailed(ILogger logger, int count, Exception exception);

    [LoggerMessage(4002, LogLevel.Warning, "The counters of refused codes could not be stored; they are kept and tried again.")]
    public static partial void CountersNotStored(ILogger logger, Exception exception);

    [LoggerMessage(4004, LogLevel.Warning, "Old scans could not be removed; it is tried again in a day.")]
    public static partial void OldScansNotRemoved(ILogger logger, Exception exception);

    [LoggerMessage(4003, LogLevel.Error, "A code could not be looked up.")]
    public static partial void NotLookedUp(ILogger logger, Exception exception);

    [LoggerMessage(4006, LogLevel.Warning, "Codes of brand {BrandId} are being guessed: over {Limit} tries within this hour. Guesses are slowed until it ends.")]
    public static partial void Campaign(ILogger logger, string brandId, int limit);

    [LoggerMessage(4009, LogLevel.Warning, "Scans could not be divided into months; it is tried again in a day, and until then they are kept together.")]
    public static partial void NotDivided(ILogger logger, Exception exception);

    [LoggerMessage(4008, LogLevel.Information, "Scans of {Month:yyyy-MM} get no table of their own: another has some already.")]
    public static partial void MonthNotDivided(ILogger logger, DateTimeOffset month);

    [LoggerMessage(4007, LogLevel.Warning, "The rows of units could not be written; they are kept and tried again.")]
    public static partial void UnitRowsNotWritten(ILogger logger, Exception exception);

    [LoggerMessage(4005, LogLevel.Warning, "The counters of refused codes of all servers could not be read; this server goes by its own.")]
    public static partial void CountersNotRead(ILogger logger, Exception exception);
}
