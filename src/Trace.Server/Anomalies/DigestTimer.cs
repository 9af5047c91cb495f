using System.Data.Common;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Looks at the start and every hour whose digest is due.</summary>
public sealed class DigestTimer(Digests digests, TimeProvider clock, ILogger<DigestTimer> log) : RepeatedWork(TimeSpan.FromHours(1), clock)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) => digests.SendAsync(cancellationToken);

    protected override void LogFailure(DbException exception) => AnomaliesLog.DigestsNotSent(log, exception);
}

internal static partial class AnomaliesLog
{
    [LoggerMessage(8002, LogLevel.Warning, "Digests of anomalies could not be read or recorded; it is tried again in an hour.")]
    public static partial void DigestsNotSent(ILogger logger, Exception exception);
}
