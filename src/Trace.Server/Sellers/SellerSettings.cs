namespace Trace.Server.Sellers;

/// <summary>Section <c>Sellers</c> of the configuration.</summary>
/// <param name="KeptDays">How long a seller is kept after its last day: for claims about sales of that time. Then all that is known of it is erased.</param>
public sealed record SellerSettings(int KeptDays)
{
    private const int MaxKeptDays = 3650;

    /// <exception cref="InvalidOperationException">No number of days, or one out of range.</exception>
    public static SellerSettings From(IConfiguration configuration) => configuration.GetValue("Sellers:KeptDays", defaultValue: 365) is >= 1 and <= MaxKeptDays and var days
        ? new SellerSettings(days)
        : throw new InvalidOperationException($"Sellers:KeptDays is 1 to {MaxKeptDays}.");
}
