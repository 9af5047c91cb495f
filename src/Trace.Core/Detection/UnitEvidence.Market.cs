namespace Trace.Core.Detection;

/// <content>Countries, against those its batch was sent to.</content>
public sealed partial class UnitEvidence
{
    /// <summary>What a move out of the market weighs, of what another move like it would: some goods are diverted, none of them is a copy.</summary>
    private const double OfLeavingMarket = 0.3;

    /// <summary>Seen outside its market for the first time, and only inside before: goods that were diverted go once.</summary>
    private bool LeavesMarket(in Sighting scan, IReadOnlyList<string> markets) =>
        markets.Count > 0 && scan.KnownCountry is { Length: 2 } country && !Contains(markets, CodeOf(country)) && Array.TrueForAll(_countries, known => Contains(markets, known));

    private static bool Contains(IReadOnlyList<string> markets, ushort country)
    {
        for (var i = 0; i < markets.Count; i++)
        {
            if (markets[i].Length == 2 && CodeOf(markets[i]) == country)
                return true;
        }

        return false;
    }

    private double WeightOfMarket(string country, IReadOnlyList<string> markets, bool isNewDevice)
    {
        if (markets.Count == 0)
            return 0;
        if (Contains(markets, CodeOf(country)))
            return -3;
        // A tourist or two bring goods home; a second device later makes that no likelier.
        return _sums.Devices == 0 ? 3.2 : isNewDevice ? 1 : 0.2;
    }
}
