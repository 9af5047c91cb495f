using System.Data.Common;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Sellers;

/// <summary>Erases sellers whose last day is too long ago. At the start and once a day.</summary>
public sealed class SellerRetention(Database database, SellerSettings settings, TimeProvider clock, ILogger<SellerRetention> log) : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 50;

    /// <summary>In portions: scans wait for none of them long.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var before = Clock.Today().AddDays(-settings.KeptDays);
        return InPortionsAsync(Portion, () => database.WriteAsync(session => EraseAsync(session, before), cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => SellersLog.OldNotErased(log, exception);

    private static async Task<int> EraseAsync(Session session, DateOnly before)
    {
        var ended = await SellersStore.ListEndedAsync(session, before, Portion);
        foreach (var row in ended)
            await SellersStore.RemoveAsync(session, row);
        return ended.Count;
    }
}

internal static partial class SellersLog
{
    [LoggerMessage(8180, LogLevel.Warning, "Sellers that ended long ago could not be erased; it is tried again in a day.")]
    public static partial void OldNotErased(ILogger logger, Exception exception);
}
