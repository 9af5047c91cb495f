using MaxMind.Db;

namespace Trace.Server.Places;

/// <summary>A record of an MMDB file.</summary>
internal abstract class PlaceRecord : NetworkTraits
{
    public bool SaysNothing
    {
        get
        {
            PlaceFacts facts = default;
            AddTo(ref facts);
            return facts.SayNothing;
        }
    }

    public abstract void AddTo(ref PlaceFacts facts);
}

/// <summary>A record whose values all stand at its top, as in ip-location-db and in all databases of ASs, connection types and anonymous addresses.</summary>
internal sealed class FlatRecord : PlaceRecord
{
    [MapKey("latitude")]
    public object? Latitude { get; init; }

    [MapKey("longitude")]
    public object? Longitude { get; init; }

    [MapKey("accuracy_radius")]
    public object? AccuracyRadius { get; init; }

    [MapKey("country_code")]
    public object? CountryCode { get; init; }

    [MapKey("country")]
    public object? Country { get; init; }

    public override void AddTo(ref PlaceFacts facts)
    {
        RecordValue.AddPoint(ref facts, Latitude, Longitude, AccuracyRadius);
        facts.AddCountry(RecordValue.Country(CountryCode) ?? RecordValue.Country(Country));
        AddTraitsTo(ref facts);
    }
}

/// <summary>A record of maps, as in GeoLite2, GeoIP2 and DB-IP. Names in eight languages, subdivisions and the like are passed over undecoded.</summary>
internal sealed class NestedRecord : PlaceRecord
{
    /// <summary>Keys whose value is a map in such a record alone.</summary>
    public static readonly IReadOnlyList<string> Maps = ["country", "location", "traits"];

    [MapKey("country")]
    public NestedCountry? Country { get; init; }

    [MapKey("location")]
    public NestedLocation? Location { get; init; }

    [MapKey("traits")]
    public NetworkTraits? Traits { get; init; }

    public override void AddTo(ref PlaceFacts facts)
    {
        RecordValue.AddPoint(ref facts, Location?.Latitude, Location?.Longitude, Location?.AccuracyRadius);
        facts.AddCountry(RecordValue.Country(Country?.IsoCode));
        AddTraitsTo(ref facts);
        Traits?.AddTraitsTo(ref facts);
    }
}

internal sealed class NestedCountry
{
    [MapKey("iso_code")]
    public object? IsoCode { get; init; }
}

internal sealed class NestedLocation
{
    [MapKey("latitude")]
    public object? Latitude { get; init; }

    [MapKey("longitude")]
    public object? Longitude { get; init; }

    [MapKey("accuracy_radius")]
    public object? AccuracyRadius { get; init; }
}
