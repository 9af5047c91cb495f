using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Gives a brand a new signing key when its key is as old as <c>Keys:RotateAfterDays</c> says. Off by default.</summary>
/// <remarks>Several servers may look at once: each locks the brand's keys and looks again, so one of them rotates.</remarks>
public sealed class ScheduledRotation(TraceSettings settings, Database database, SigningKeys signingKeys, TimeProvider clock, ILogger<ScheduledRotation> log)
    : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.RotateKeysAfterDays == 0)
            return;
        using var timer = new PeriodicTimer(LookInterval, clock);
        try
        {
            do
                await RotateAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task RotateAsync(CancellationToken cancellationToken)
    {
        try
        {
            var limit = clock.GetUtcNow().AddDays(-settings.RotateKeysAfterDays);
            var due = await database.ReadAsync(session => KeysStore.ListBrandsToRotateAsync(session, limit.ToUnixTimeMilliseconds()), cancellationToken);
            foreach (var brandId in due)
            {
                // What fails leaves nothing behind.
                var outcome = await database.WriteAsync(session => signingKeys.RotateIfOlderAsync(session, brandId, limit), cancellationToken);
                if (outcome is not { } tried)
                    continue;
                if (tried.TryGet(out _, out var failure))
                    CodesLog.Rotated(log, PublicId.Format(brandId));
                else
                    CodesLog.CannotRotate(log, PublicId.Format(brandId), failure.Detail);
            }
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException)
        {
            CodesLog.NotRotated(log, exception);
        }
    }
}
