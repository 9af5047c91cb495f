namespace Trace.Core.Detection;

/// <summary>What the detector believes of places and of how objects move. Densities are per square kilometre.</summary>
/// <remarks>
/// The numbers are beliefs about honest goods, fitted together with <see cref="DeviceModel"/> and the thresholds on worlds of the simulator that nothing is reported on; see the README.
/// </remarks>
internal static class PlaceModel
{
    /// <summary>Where a thing is scanned while it stays "in one place": home, work, the shop around the corner.</summary>
    private const double DailyLifeKm = 12;

    /// <summary>A radius holds two thirds of a two-dimensional normal distribution with this share of it as standard deviation.</summary>
    private const double SigmaOfRadius = 0.6747;

    /// <summary>Of scans, the share whose place is much worse than its radius says, and how much worse.</summary>
    private const double TailShare = 0.07;
    private const double TailWidth = 3;

    /// <summary>Where else a product of this kind may be: mostly in its region, else anywhere on land.</summary>
    private const double RegionKm = 370;
    private const double RegionShare = 0.67;
    private const double LandKm2 = 1.5e8;

    /// <summary>A scan that is not where its object is: a place quite wrong, or a picture of the label sent to a friend.</summary>
    public const double Elsewhere = 0.00026;

    private const double FreightKmh = 40;
    private const double AirlinerKmh = 900;

    /// <summary>Mobile networks err by whole regions, where their traffic leaves them, and then all their scans err together.</summary>
    private const double MobileWidth = 1.87;

    /// <summary>In a large country that other region is farther away: the part of its width that is one standard deviation.</summary>
    private const double OfCountry = 0.4;

    public static double Variance(double radiusKm, NetworkKind kind, string? country)
    {
        var sigma = Math.Max(radiusKm, 0.1) * SigmaOfRadius;
        if (kind == NetworkKind.Mobile)
            sigma = Math.Max(sigma * MobileWidth, OfCountry * CountrySize.Km(country));
        return sigma * sigma;
    }

    /// <summary>A scan at this distance from where the object is known to be.</summary>
    public static double Near(double distanceKm, double variance)
    {
        var wide = variance + DailyLifeKm * DailyLifeKm;
        return (1 - TailShare) * Normal(distanceKm, wide) + TailShare * Normal(distanceKm, wide * TailWidth * TailWidth);
    }

    /// <summary>A scan of another object, or of this one after it was moved, at this distance from a place of the first.</summary>
    public static double Anywhere(double distanceKm, double variance) =>
        RegionShare * Normal(distanceKm, RegionKm * RegionKm + variance) + (1 - RegionShare) / LandKm2;

    /// <summary>The chance that a thing which is scanned again was brought so far in between: a gift, a resale, a journey.</summary>
    public static double Moved(double distanceKm, double variance, double days)
    {
        var kmh = Math.Max(0, distanceKm - 2 * Math.Sqrt(variance) - DailyLifeKm) / Math.Max(days * 24, 0.05);
        if (kmh > AirlinerKmh)
            return 0;
        var ever = 0.0007 + 0.0017 * Math.Min(1, days / 7) + 0.06 * (1 - Math.Exp(-Math.Max(0, days - 25) / 150));
        return kmh > FreightKmh ? 0.4 * ever : ever;
    }

    private static double Normal(double distance, double variance) => Math.Exp(-distance * distance / (2 * variance)) / (2 * Math.PI * variance);
}
