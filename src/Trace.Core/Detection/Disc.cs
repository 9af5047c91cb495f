namespace Trace.Core.Detection;

/// <summary>A place as well as it is known: a point, and the radius that holds the true place in about two cases of three.</summary>
public readonly record struct Disc(double Latitude, double Longitude, double RadiusKm)
{
    private const double EarthRadiusKm = 6371.0088;

    /// <summary>Along the surface of a sphere (haversine).</summary>
    public double DistanceKm(in Disc other) => DistanceKm(Latitude, Longitude, other.Latitude, other.Longitude);

    public static double DistanceKm(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        var (phi, otherPhi) = (double.DegreesToRadians(latitude), double.DegreesToRadians(otherLatitude));
        var sinLatitude = Math.Sin((otherPhi - phi) / 2);
        var sinLongitude = Math.Sin(double.DegreesToRadians(otherLongitude - longitude) / 2);
        var half = sinLatitude * sinLatitude + Math.Cos(phi) * Math.Cos(otherPhi) * sinLongitude * sinLongitude;
        return 2 * EarthRadiusKm * Math.Asin(Math.Sqrt(Math.Min(1, half)));
    }
}
