using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

internal static class AnomalyMarketsStore
{
    public static Task<IReadOnlyList<AnomalyMarketRow>> SumAsync(Session session, Caller caller, AnomalyFilter filter, long since) => session.ListAsync<AnomalyMarketRow>(
        $"""
        SELECT
            COALESCE(country, '') AS Country,
            COUNT(*) AS Anomalies,
            SUM(CASE WHEN status = 'open' THEN 1 ELSE 0 END) AS Open
        FROM anomaly
        {AnomaliesStore.Visible(session)}
            AND detected_at >= @Since
            AND (@Kind = '' OR kind = @Kind)
            AND (@Gtin = '' OR gtin = @Gtin)
        GROUP BY COALESCE(country, '');
        """,
        AnomaliesStore.Parameters(caller, filter, new { Since = since }));
}
