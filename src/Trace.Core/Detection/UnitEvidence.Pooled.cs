namespace Trace.Core.Detection;

/// <content>What its batch has to know of it.</content>
public sealed partial class UnitEvidence
{
    /// <summary>What a scan of this unit is to the pools of its batch; null for most scans but the first.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="after">The state after it, made of this one.</param>
    /// <param name="markets">Where its batch was sent, ISO 3166-1 alpha-2; empty: anywhere.</param>
    /// <remarks>
    /// A unit is new to two places and two countries at most and shows one sign, whatever happens to it: a posted code is one unit. Scans outside the markets are none of
    /// theirs: a shipment that was diverted is many units of which another device appears elsewhere.
    /// </remarks>
    public PoolEvent? ForPools(in Sighting scan, UnitEvidence after, IReadOnlyList<string> markets)
    {
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(markets);
        if (scan.Device == null || !IsInside(scan.KnownCountry, markets))
            return null;
        var isNewDevice = after._sums.Devices > _sums.Devices;
        var isSign = isNewDevice && _sums.LateDevices == 0 && after._sums.LateDevices > 0;
        var isFirst = isNewDevice && _sums.Devices == 0;

        var place = scan.KnownPlace is { } at && at.RadiusKm <= PoolModel.CityRadiusKm ? scan.KnownPlace : null;
        var (exact, other, isNear) = (0, (Disc?)null, false);
        foreach (var known in _places)
        {
            if (known.Variance > PoolModel.CityVariance)
                continue;
            exact++;
            var was = new Disc(known.Latitude, known.Longitude, PoolModel.CityRadiusKm);
            if (place is { } now && now.DistanceKm(was) <= PoolModel.SameCityKm)
                isNear = true;
            else
                other ??= was;
        }

        var countryIsNew = false;
        string? otherCountry = null;
        if (scan.KnownCountry is { Length: 2 } country)
        {
            countryIsNew = _countries.Length < 2 && after._countries.Length > _countries.Length;
            otherCountry = OtherCountry(country);
        }

        var placeIsNew = place != null && !isNear && exact < 2;
        if (!isSign && !isFirst && !placeIsNew && !countryIsNew)
            return null;
        var first = _places.Length == 0 ? (Disc?)null : new Disc(_places[0].Latitude, _places[0].Longitude, Math.Sqrt(_places[0].Variance));
        var sign = isSign ? SignOf(scan) : PoolSign.None;
        return new PoolEvent(scan.At, after._sums.FirstDeviceAt, sign, isFirst, place, placeIsNew, other, first, scan.KnownCountry, countryIsNew, otherCountry);
    }

    private static bool IsInside(string? country, IReadOnlyList<string> markets) =>
        country is not { Length: 2 } || markets.Count == 0 || Contains(markets, CodeOf(country));

    private string? OtherCountry(string country)
    {
        var code = CodeOf(country);
        foreach (var known in _countries)
        {
            if (known != code)
                return string.Create(2, known, static (name, pair) => (name[0], name[1]) = ((char)(pair >> 8), (char)(pair & 0xff)));
        }

        return null;
    }

    /// <summary>How far a scan is from all places the unit was seen at, for how well they are known.</summary>
    private PoolSign SignOf(in Sighting scan)
    {
        if (scan.KnownCountry is { Length: 2 } country && _countries.Length > 0 && Array.IndexOf(_countries, CodeOf(country)) < 0)
            return PoolSign.Elsewhere;
        if (scan.KnownPlace is not { } at || _places.Length == 0)
            return PoolSign.Near;
        var variance = PlaceModel.Variance(at.RadiusKm, at.RadiusKm > PreciseKm ? scan.Kind : NetworkKind.Fixed, scan.Country);
        var sigmas = double.PositiveInfinity;
        foreach (var known in _places)
        {
            var beyondKm = Disc.DistanceKm(known.Latitude, known.Longitude, at.Latitude, at.Longitude) - PoolModel.SameCityKm;
            sigmas = Math.Min(sigmas, beyondKm / Math.Sqrt(variance + known.Variance));
        }

        return sigmas < PoolModel.ApartSigmas ? PoolSign.Near : sigmas < PoolModel.ElsewhereSigmas ? PoolSign.Apart : PoolSign.Elsewhere;
    }
}
