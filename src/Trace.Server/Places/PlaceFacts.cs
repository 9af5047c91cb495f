using System.Net;
using Trace.Core.Detection;

namespace Trace.Server.Places;

/// <summary>What the databases say of one address, each asked in turn: of each fact the first that knows it is believed.</summary>
public struct PlaceFacts
{
    private const double FixedRadiusKm = 25;
    private const double MobileRadiusKm = 300;
    private const double UnknownRadiusKm = 100;

    private (double Latitude, double Longitude, double? RadiusKm)? _point;
    private string? _country;
    private NetworkKind _access;
    private NetworkKind _hidden;

    public uint? AsNumber { get; private set; }

    public readonly bool SayNothing => _point == null && _country == null && AsNumber == null && _access == NetworkKind.Unknown && _hidden == NetworkKind.Unknown;

    /// <param name="radiusKm">Null where the database gives none.</param>
    public void AddPoint(double latitude, double longitude, double? radiusKm) => _point ??= (latitude, longitude, radiusKm);

    public void AddCountry(string? country) => _country ??= country;

    public void AddAsNumber(uint? asNumber) => AsNumber ??= asNumber;

    /// <summary>A line may be a cable and the address still a VPN's: the two are not answers to one question.</summary>
    public void AddKind(NetworkKind kind)
    {
        if (kind is NetworkKind.Vpn or NetworkKind.Hosting)
            _hidden = _hidden == NetworkKind.Unknown ? kind : _hidden;
        else
            _access = _access == NetworkKind.Unknown ? kind : _access;
    }

    /// <param name="address">The one that was asked for.</param>
    /// <param name="listed">What the operator's list says, which holds against all databases; null if nothing.</param>
    public readonly PlacedNetwork Of(IPAddress address, NetworkKind? listed)
    {
        var kind = listed ?? (_hidden != NetworkKind.Unknown ? _hidden : _access);
        var network = AsNumber is { } number ? $"AS{number}" : ClientNetwork.Prefix(address);
        if (kind is NetworkKind.Vpn or NetworkKind.Hosting)
            return new PlacedNetwork(Place: null, Country: null, kind, network);
        Disc? place = _point is var (latitude, longitude, radiusKm) ? new Disc(latitude, longitude, radiusKm ?? RadiusOf(kind)) : null;
        return new PlacedNetwork(place, _country, kind, network);
    }

    private static double RadiusOf(NetworkKind kind) => kind switch
    {
        NetworkKind.Fixed => FixedRadiusKm,
        NetworkKind.Mobile => MobileRadiusKm,
        _ => UnknownRadiusKm,
    };
}
