namespace Trace.Server.Storage;

/// <summary>Collects in memory what is not worth a write a request, and writes it every so often and once more at the end.</summary>
public abstract class WriteBehind(TimeSpan interval, TimeProvider clock) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync();
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    /// <summary>Writes what was collected. A failing database is logged, and what was not written is kept for the next time.</summary>
    protected abstract Task FlushAsync();
}
