using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>A brand's own precision as a caller may see it.</summary>
public sealed class Precisions(Database database, TimeProvider clock)
{
    /// <summary>So many decisions, the newest, are counted: more would change no figure that people could tell.</summary>
    private const int MostCounted = 50_000;

    public async Task<PrecisionReport> FindAsync(Caller caller)
    {
        var rows = await database.ReadAsync(session => DecidedAnomaliesStore.ListAsync(session, caller, MostCounted + 1));
        return PrecisionReport.Of([.. rows.Take(MostCounted)], clock.GetUtcNow(), rows.Count > MostCounted);
    }
}
