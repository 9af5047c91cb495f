using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Reports;

/// <summary>Removes reports that are too old, with their pictures. At the start and once a day.</summary>
public sealed class ReportRetention(Database database, ReportSettings settings, TimeProvider clock, ILogger<ReportRetention> log) : RepeatedWork(TimeSpan.FromDays(1), clock)
{
    private const int Portion = 50;

    /// <summary>In portions: scans wait for none of them long.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var time = Clock.GetUtcNow().AddDays(-settings.KeptDays).ToUnixTimeMilliseconds();
        return InPortionsAsync(Portion, () => database.WriteAsync(session => ReportsStore.RemoveBeforeAsync(session, time, Portion), cancellationToken), cancellationToken);
    }

    protected override Task WorkAsync(CancellationToken cancellationToken) => RunAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => ReportsLog.OldNotRemoved(log, exception);
}

internal static partial class ReportsLog
{
    [LoggerMessage(8120, LogLevel.Warning, "Old reports could not be removed; it is tried again in a day.")]
    public static partial void OldNotRemoved(ILogger logger, Exception exception);
}
