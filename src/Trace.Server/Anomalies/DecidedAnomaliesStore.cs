using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>The anomalies that people decided, for figures.</summary>
public static class DecidedAnomaliesStore
{
    /// <summary>Those the caller may see, the last decided first.</summary>
    public static Task<IReadOnlyList<DecidedAnomalyRow>> ListAsync(Session session, Caller caller, int limit) => session.ListAsync<DecidedAnomalyRow>(
        $"""
        SELECT
            kind AS Kind,
            status AS Status,
            score AS Score,
            decided_at AS DecidedAt
        FROM anomaly
        {AnomaliesStore.Visible(session)}
            AND status IN ('confirmed', 'dismissed')
            AND decided_at IS NOT NULL
        ORDER BY decided_at DESC
        LIMIT @Limit;
        """,
        AnomaliesStore.Parameters(caller, new AnomalyFilter(), new { Limit = limit }));
}
