using MaxMind.Db;
using Trace.Core.Detection;

namespace Trace.Server.Places;

/// <summary>What a record says of the network: at its top, or in its map <c>traits</c>.</summary>
/// <remarks>Values are objects since makers write them differently, see <see cref="RecordValue"/>.</remarks>
internal class NetworkTraits
{
    [MapKey("autonomous_system_number")]
    public object? AutonomousSystemNumber { get; init; }

    [MapKey("asn")]
    public object? Asn { get; init; }

    [MapKey("connection_type")]
    public object? ConnectionType { get; init; }

    [MapKey("user_type")]
    public object? UserType { get; init; }

    [MapKey("is_anonymous")]
    public object? IsAnonymous { get; init; }

    [MapKey("is_anonymous_proxy")]
    public object? IsAnonymousProxy { get; init; }

    [MapKey("is_anonymous_vpn")]
    public object? IsAnonymousVpn { get; init; }

    [MapKey("is_public_proxy")]
    public object? IsPublicProxy { get; init; }

    [MapKey("is_residential_proxy")]
    public object? IsResidentialProxy { get; init; }

    [MapKey("is_tor_exit_node")]
    public object? IsTorExitNode { get; init; }

    [MapKey("is_hosting_provider")]
    public object? IsHostingProvider { get; init; }

    /// <summary>One address in many places: that of a relay or a data centre.</summary>
    [MapKey("is_anycast")]
    public object? IsAnycast { get; init; }

    [MapKey("is_satellite_provider")]
    public object? IsSatelliteProvider { get; init; }

    public void AddTraitsTo(ref PlaceFacts facts)
    {
        facts.AddAsNumber(RecordValue.AsNumber(AutonomousSystemNumber) ?? RecordValue.AsNumber(Asn));
        facts.AddKind(Hidden());
        facts.AddKind(RecordValue.Flag(IsSatelliteProvider) ? NetworkKind.Mobile : OfWord(ConnectionType as string));
        facts.AddKind(OfWord(UserType as string));
    }

    /// <summary>A data centre is flagged as anonymous as well, so the more exact flags are asked first.</summary>
    private NetworkKind Hidden()
    {
        if (RecordValue.Flag(IsAnonymousVpn) || RecordValue.Flag(IsPublicProxy) || RecordValue.Flag(IsResidentialProxy) || RecordValue.Flag(IsTorExitNode) || RecordValue.Flag(IsAnonymousProxy))
            return NetworkKind.Vpn;
        if (RecordValue.Flag(IsHostingProvider) || RecordValue.Flag(IsAnycast))
            return NetworkKind.Hosting;
        return RecordValue.Flag(IsAnonymous) ? NetworkKind.Vpn : NetworkKind.Unknown;
    }

    /// <summary>The words of GeoIP2's <c>connection_type</c> and <c>user_type</c>. Of a satellite the ground station is known, as of a mobile network its gateway.</summary>
    private static NetworkKind OfWord(string? word) => word switch
    {
        "Cellular" or "cellular" or "Satellite" => NetworkKind.Mobile,
        "Cable/DSL" or "Corporate" or "Dialup" or "dialup" => NetworkKind.Fixed,
        "residential" or "business" or "cafe" or "college" or "school" or "library" or "government" or "military" => NetworkKind.Fixed,
        "hosting" or "content_delivery_network" or "search_engine_spider" => NetworkKind.Hosting,
        "consumer_privacy_network" => NetworkKind.Vpn,
        _ => NetworkKind.Unknown,
    };
}
