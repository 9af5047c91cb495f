namespace Trace.Core.Enforcement;

/// <summary>A test purchase and who had the parcel since.</summary>
/// <param name="OrderNumber">As the platform or seller writes it.</param>
/// <param name="ReceivedOn">Null while it is under way.</param>
public sealed record TestPurchase(string OrderNumber, DateOnly? ReceivedOn, IReadOnlyList<HandOver> HandOvers)
{
    /// <summary>What is missing for the unit at hand to be the unit that was bought.</summary>
    public IEnumerable<Gap> Gaps()
    {
        if (string.IsNullOrWhiteSpace(OrderNumber))
            yield return new Gap("purchase_order", "The test purchase has no order number.");
        if (ReceivedOn is null)
            yield return new Gap("purchase_not_received", "The test purchase has not been received.");
        if (HandOvers.Count == 0)
            yield return new Gap("custody_missing", "Nobody recorded who received the parcel.");
        if (HandOvers.Any(hand => string.IsNullOrWhiteSpace(hand.SignedBy)))
            yield return new Gap("custody_unsigned", "A hand-over of the parcel is not signed.");
        if (HandOvers.Zip(HandOvers.Skip(1)).Any(pair => pair.First.To != pair.Second.From || pair.Second.At < pair.First.At))
            yield return new Gap("custody_broken", "The hand-overs of the parcel do not join: each begins with whom the one before ended, and later.");
    }
}

/// <summary>A hand-over of a parcel.</summary>
/// <param name="SignedBy">The person who signed for it; null if nobody did.</param>
public sealed record HandOver(string From, string To, DateTimeOffset At, string? SignedBy);
