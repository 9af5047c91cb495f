namespace Trace.Server.Places;

/// <summary>Takes up changed files within seconds, so that databases are updated without a restart.</summary>
public sealed class PlacesWatch(NetworkPlaces places) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!places.HasFiles)
            return;
        // How often to look is no matter of the clock that dates things.
        using var timer = new PeriodicTimer(Interval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                places.Refresh();
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }
}
