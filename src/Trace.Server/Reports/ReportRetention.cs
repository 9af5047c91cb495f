using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>Removes reports that are too old, with their pictures. At the start and once a day.</summary>
public sealed class ReportRetention(Database database, ReportSettings settings, TimeProvider clock, ILogger<ReportRetention> log) : BackgroundService
{
    private const int Portion = 50;
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>In portions: scans wait for none of them long.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var time = clock.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        while (await database.WriteAsync(session => ReportsStore.RemoveBeforeAsync(session, time, Portion), cancellationToken) == Portion)
            cancellationToken.ThrowIfCancellationRequested();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (DbException exception)
                {
                    ReportsLog.OldNotRemoved(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; the rest is old tomorrow too.
        }
    }
}

internal static partial class ReportsLog
{
    [LoggerMessage(8120, LogLevel.Warning, "Old reports could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);
}
