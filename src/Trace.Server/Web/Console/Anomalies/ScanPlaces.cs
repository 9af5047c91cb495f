using Trace.Core.Detection;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>Scans within a city of each other.</summary>
/// <param name="Letter">Its name on map, timeline and table: A, B, …</param>
/// <param name="Country">Of the network of its scans, where that is known.</param>
public sealed record ScanPlace(string Letter, double Latitude, double Longitude, string? Country, IReadOnlyList<ScanRow> Scans)
{
    public DateTimeOffset First => DateTimeOffset.FromUnixTimeMilliseconds(Scans.Min(scan => scan.ScannedAt));

    public DateTimeOffset Last => DateTimeOffset.FromUnixTimeMilliseconds(Scans.Max(scan => scan.ScannedAt));
}

/// <summary>One scan and the next, too far apart for the time between.</summary>
public sealed record ScanLeg(ScanPlace From, ScanPlace To, double Km, double Hours)
{
    /// <summary>More than an airliner flies.</summary>
    public const double ImpossibleKmPerHour = 1000;

    public double KmPerHour => Km / Hours;
}

/// <summary>Where the scans of one unit were, and which way between them no traveller could have gone.</summary>
public sealed record ScanPlaces(IReadOnlyList<ScanPlace> Places, IReadOnlyList<ScanLeg> Legs)
{
    private const double SameCityKm = 30;

    /// <summary>Nearer than that positions may be wrong.</summary>
    private const double LeastLegKm = 100;

    /// <summary>Two scans within it are of one moment.</summary>
    private const double LeastHours = 1 / 60.0;

    public static ScanPlaces Of(IReadOnlyList<ScanRow> scans)
    {
        var located = scans.Where(scan => scan is { Latitude: not null, Longitude: not null }).OrderBy(scan => scan.ScannedAt).ToList();
        var places = new List<(ScanRow Seat, List<ScanRow> Scans)>();
        var placeOf = new Dictionary<ScanRow, int>(ReferenceEqualityComparer.Instance);
        foreach (var scan in located)
        {
            var index = places.FindIndex(place => Km(place.Seat, scan) <= SameCityKm);
            if (index < 0)
            {
                index = places.Count;
                places.Add((scan, []));
            }

            places[index].Scans.Add(scan);
            placeOf[scan] = index;
        }

        var named = places.Select((place, index) => new ScanPlace(
            Letter(index), place.Seat.Latitude!.Value, place.Seat.Longitude!.Value, place.Scans.Select(scan => scan.Country).FirstOrDefault(country => country != null), place.Scans)).ToList();
        var legs = located.Zip(located.Skip(1))
            .Select(pair => new ScanLeg(
                named[placeOf[pair.First]], named[placeOf[pair.Second]], Km(pair.First, pair.Second), Math.Max(LeastHours, (pair.Second.ScannedAt - pair.First.ScannedAt) / 3_600_000.0)))
            .Where(leg => leg.Km >= LeastLegKm && leg.KmPerHour > ScanLeg.ImpossibleKmPerHour)
            .GroupBy(leg => (leg.From.Letter, leg.To.Letter))
            .Select(same => same.MaxBy(leg => leg.KmPerHour)!)
            .OrderByDescending(leg => leg.KmPerHour)
            .ToList();
        return new ScanPlaces(named, legs);
    }

    /// <summary>A to Z, then AA and on.</summary>
    private static string Letter(int index) => (index >= 26 ? Letter((index / 26) - 1) : "") + (char)('A' + (index % 26));

    private static double Km(ScanRow one, ScanRow other) => Disc.DistanceKm(one.Latitude!.Value, one.Longitude!.Value, other.Latitude!.Value, other.Longitude!.Value);
}
