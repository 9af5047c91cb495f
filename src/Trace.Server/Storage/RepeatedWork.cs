using System.Data.Common;

namespace Trace.Server.Storage;

/// <summary>Work on the database that is done once after the start and again at each interval. When the database fails it is tried again the next time.</summary>
public abstract class RepeatedWork(TimeSpan interval, TimeProvider clock, TimeSpan afterStart = default) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            await Task.Delay(afterStart, clock, stoppingToken);
            do
            {
                try
                {
                    await WorkAsync(stoppingToken);
                }
                catch (DbException exception)
                {
                    LogFailure(exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops; what was not done is due at the next start too.
        }
    }

    /// <summary>Small transactions, until one finds less than a whole portion: others go on between them.</summary>
    protected static async Task InPortionsAsync(int portion, Func<Task<int>> work, CancellationToken cancellationToken)
    {
        while (await work() == portion)
            cancellationToken.ThrowIfCancellationRequested();
    }

    protected abstract Task WorkAsync(CancellationToken cancellationToken);

    protected abstract void LogFailure(DbException exception);
}
