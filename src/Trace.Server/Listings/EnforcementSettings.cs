namespace Trace.Server.Listings;

/// <summary>Section <c>Enforcement</c> of the configuration.</summary>
/// <param name="KeptDays">How long offers and test purchases are kept after they were last used, with their files; as long as a case is open they stay.</param>
public sealed record EnforcementSettings(int KeptDays)
{
    private const int ThreeYears = 1096;
    private const int MaxKeptDays = 3653;

    /// <exception cref="InvalidOperationException">No number of days, or one out of range.</exception>
    public static EnforcementSettings From(IConfiguration configuration) => configuration.GetValue("Enforcement:KeptDays", ThreeYears) is >= 1 and <= MaxKeptDays and var days
        ? new EnforcementSettings(days)
        : throw new InvalidOperationException($"Enforcement:KeptDays is 1 to {MaxKeptDays}.");
}
