using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Anomalies by the country of the network of the scan that opened them.</summary>
/// <remarks>One pass over the anomalies of the brand, as the counts of the queue are.</remarks>
public sealed class AnomalyMarkets(Database database)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="filter">Kind and product.</param>
    /// <param name="since">Opened then or later.</param>
    public Task<IReadOnlyList<AnomalyMarketRow>> SumAsync(Caller caller, AnomalyFilter filter, DateTimeOffset since) =>
        database.ReadAsync(session => AnomalyMarketsStore.SumAsync(session, caller, filter, since.ToUnixTimeMilliseconds()));
}

/// <summary>How many were opened by scans in a country; empty where it is not known.</summary>
public sealed class AnomalyMarketRow
{
    public string Country { get; init; } = "";

    public long Anomalies { get; init; }

    public long Open { get; init; }
}
