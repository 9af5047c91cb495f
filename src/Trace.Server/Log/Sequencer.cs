using System.Data.Common;
using Trace.Core.TransparencyLog;
using Trace.Server.Storage;
using Trace.Server.Telemetry;

namespace Trace.Server.Log;

/// <summary>Puts what waits into the log, twice a second: leaves, tiles, the records' places and the signed checkpoint in one transaction, by one server at a time.</summary>
/// <remarks>
/// The checkpoint that is replaced is the one that was built on, or the transaction is rolled back. What was published is in this server's file before
/// anyone sees it, and while that file and the database do not agree nothing is signed. See README, "Crash states".
/// </remarks>
public sealed class Sequencer(
    Database database, PublishedLog published, LogKey key, LogSettings settings, TimeProvider clock, ILogger<Sequencer> log) : BackgroundService
{
    /// <summary>In one transaction: scans of SQLite wait so long for their turn.</summary>
    private const int MostAtOnce = 2000;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private LogState _told = LogState.Signing;
    private bool _failed;

    /// <summary>What waited when it was looked at last.</summary>
    public LogBacklog Backlog { get; private set; } = new(0, OldestAt: null);

    /// <summary>Makes the first log of a new deployment, and finds out whether this server may sign.</summary>
    public async Task PrepareAsync()
    {
        ServerMetrics.ObserveLog(() => published.Shown?.Checkpoint.Size ?? 0, Age);
        var row = await database.WriteAsync(async session =>
        {
            if (await LogsStore.FindCurrentAsync(session) is { } current)
                return current;
            // A file of an earlier database: a second log of the same name would be two histories of one.
            if (published.ReadFile() != null || !await LogsStore.TryLockAsync(session))
                return null;
            var first = key.Create(1, settings.OriginOf(1), clock.GetUtcNow());
            return await LogsStore.AddAsync(session, first) ? first : null;
        });
        try
        {
            if (row != null)
                Tell(await database.ReadAsync(session => published.AdvanceAsync(session, row)));
            else if (published.ReadFile() != null)
                Tell(LogState.UnknownLog);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The service goes on without its log being signed, as it does when that happens later.
            LogLog.NotPublished(log, exception);
        }
    }

    /// <summary>Until nothing waits, or nothing may be signed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(LogsStore.FindCurrentAsync, cancellationToken) is not { } current)
        {
            await PrepareAsync();
            return;
        }

        // Also what another server published is found and kept here, before anyone sees it.
        Tell(await database.ReadAsync(session => published.AdvanceAsync(session, current), cancellationToken));
        // Counted once, however many portions there are; what comes meanwhile is for the next time.
        var waiting = await LookAsync(cancellationToken);
        if (waiting == 0)
            return;
        for (var left = waiting; left > 0 && published.State == LogState.Signing; left -= MostAtOnce)
        {
            var after = await database.WriteAsync(PublishAsync, static after => after != null, cancellationToken);
            if (after == null)
                return;
            Tell(await database.ReadAsync(session => published.AdvanceAsync(session, after), cancellationToken));
        }

        await LookAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // How often to look is no matter of the clock that dates things.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                    _failed = false;
                }
                catch (Exception exception) when (exception is DbException or IOException or UnauthorizedAccessException or InvalidDataException or TimeoutException)
                {
                    // Once, not twice a second until somebody comes.
                    if (!_failed)
                        LogLog.NotPublished(log, exception);
                    _failed = true;
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; what waits is published at the next start.
        }
    }

    private async Task<long> LookAsync(CancellationToken cancellationToken) =>
        (Backlog = await database.ReadAsync(LogRecordsStore.CountWaitingAsync, cancellationToken)).Waiting;

    /// <summary>Null when another server is at it, was faster, or this one may not sign.</summary>
    private async Task<LogRow?> PublishAsync(Session session)
    {
        if (!await LogsStore.TryLockAsync(session) || await LogsStore.FindCurrentAsync(session) is not { } row
            || await published.AdvanceAsync(session, row) != LogState.Signing)
            return null;
        var waiting = await LogRecordsStore.ListWaitingAsync(session, MostAtOnce);
        if (waiting.Count == 0)
            return null;
        var tiles = new SessionTiles(session, row.LogNumber);
        var writer = await LogWriter.OpenAsync(tiles, LogView.Of(row).Checkpoint, CancellationToken.None);
        var first = writer.Size;
        var checkpoint = await writer.AppendAsync(waiting.Select(record => (ReadOnlyMemory<byte>)record.Leaf), tiles, CancellationToken.None);
        // The file says since a moment ago that its seal holds; where the master key was changed meanwhile, that is found out again at once.
        if (key.Sign(row, checkpoint) is not { } note)
            return null;

        await LogRecordsStore.PlaceAsync(session, row.LogNumber, first, waiting);
        var after = row with { Size = checkpoint.Size, Note = note, PublishedAt = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        return await LogsStore.PublishAsync(session, after, old: row.Note) ? after : null;
    }

    private double Age() => Backlog.OldestAt is { } oldest ? Math.Max(0, clock.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0 : 0;

    /// <summary>Once for each change.</summary>
    private void Tell(LogState state)
    {
        if (state == _told)
            return;
        _told = state;
        if (state == LogState.Signing)
            LogLog.Signs(log);
        else
            LogLog.Refuses(log, state);
    }
}

/// <summary>What waits for its place in the log.</summary>
/// <param name="OldestAt">When the first of them was entered, Unix milliseconds; null if nothing waits.</param>
public sealed record LogBacklog(long Waiting, long? OldestAt);

internal static partial class LogLog
{
    [LoggerMessage(8160, LogLevel.Warning, "What waits for the transparency log could not be published; it is tried again.")]
    public static partial void NotPublished(ILogger logger, Exception exception);

    [LoggerMessage(8161, LogLevel.Error, "The transparency log is not signed any more ({State}): the database and what was published of it do not agree. See `trace log resume` and `trace log restart`.")]
    public static partial void Refuses(ILogger logger, LogState state);

    [LoggerMessage(8162, LogLevel.Information, "The transparency log is signed again.")]
    public static partial void Signs(ILogger logger);

    [LoggerMessage(8163, LogLevel.Warning, "Witness {Witness} did not cosign the transparency log; it is asked again. {Problem}")]
    public static partial void NotCosigned(ILogger logger, string witness, string problem);

    [LoggerMessage(8164, LogLevel.Warning, "The scans of a day could not be entered in the transparency log; it is tried again in an hour.")]
    public static partial void DayNotEntered(ILogger logger, Exception exception);
}
