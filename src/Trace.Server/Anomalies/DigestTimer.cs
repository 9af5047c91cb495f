using System.Data.Common;

namespace Trace.Server.Anomalies;

/// <summary>Looks at the start and every hour whose digest is due.</summary>
public sealed class DigestTimer(Digests digests, TimeProvider clock, ILogger<DigestTimer> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            do
            {
                try
                {
                    await digests.SendAsync(stoppingToken);
                }
                catch (DbException exception)
                {
                    AnomaliesLog.DigestsNotSent(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; what is due is due at the next start too.
        }
    }
}

internal static partial class AnomaliesLog
{
    [LoggerMessage(8002, LogLevel.Warning, "Digests of anomalies could not be read or recorded; it is tried again in an hour.")]
    public static partial void DigestsNotSent(ILogger logger, Exception exception);
}
