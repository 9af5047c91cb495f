using Trace.Core.Detection;

namespace Trace.Simulator.Geography;

/// <summary>Where something truly is.</summary>
/// <param name="City">Index in <see cref="Atlas.Cities"/>.</param>
internal readonly record struct Place(int City, double Latitude, double Longitude)
{
    public double DistanceKm(in Place other) => Disc.DistanceKm(Latitude, Longitude, other.Latitude, other.Longitude);

    /// <summary>A point so far from here in this direction (radians, from north), on a plane: exact enough for an error of a measurement.</summary>
    public (double Latitude, double Longitude) Offset(double distanceKm, double direction)
    {
        const double KmPerDegree = 111.2;
        var latitude = Math.Clamp(Latitude + distanceKm * Math.Cos(direction) / KmPerDegree, -85, 85);
        var longitude = Longitude + distanceKm * Math.Sin(direction) / (KmPerDegree * Math.Cos(double.DegreesToRadians(latitude)));
        return (latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
    }
}
