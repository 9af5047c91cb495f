using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Codes;

/// <summary>Sees within seconds what another server did to the keys: a key revoked there shall count for nothing here.</summary>
public sealed class KeysWatch(Database database, BrandKeys keys, ILogger<KeysWatch> log) : BackgroundService
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        KeysVersion? seen = null;
        // How often to look is no matter of the clock that dates things.
        using var timer = new PeriodicTimer(PollInterval, TimeProvider.System);
        try
        {
            do
            {
                try
                {
                    var version = await database.ReadAsync(KeysStore.FindVersionAsync, stoppingToken);
                    if (version != seen)
                        keys.Forget();
                    seen = version;
                }
                catch (DbException exception)
                {
                    CodesLog.KeysNotWatched(log, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
