namespace Trace.Server.Tests.Places;

/// <summary>Records as the makers of databases write them.</summary>
public static class Records
{
    /// <summary>GeoLite2 City, DB-IP: maps in maps, with much that is passed over.</summary>
    public static Dictionary<string, object> Nested(double latitude, double longitude, string country, int? radiusKm = null, Dictionary<string, object>? traits = null)
    {
        var names = new[] { "de", "en", "es", "fr", "ja", "pt-BR", "ru", "zh-CN" }.ToDictionary(language => language, language => (object)$"A name in {language}");
        var location = new Dictionary<string, object> { ["latitude"] = latitude, ["longitude"] = longitude, ["time_zone"] = "Europe/Berlin" };
        if (radiusKm is { } radius)
            location["accuracy_radius"] = (ushort)radius;
        var record = new Dictionary<string, object>
        {
            ["city"] = new Dictionary<string, object> { ["geoname_id"] = 2_950_159u, ["names"] = names },
            ["country"] = new Dictionary<string, object> { ["geoname_id"] = 2_921_044u, ["iso_code"] = country, ["names"] = names },
            ["location"] = location,
            ["registered_country"] = new Dictionary<string, object> { ["iso_code"] = "US", ["names"] = names },
        };
        if (traits != null)
            record["traits"] = traits;
        return record;
    }

    /// <summary>ip-location-db: all at the top; numbers are text in some.</summary>
    public static Dictionary<string, object> Flat(object latitude, object longitude, string country) =>
        new() { ["city"] = "Berlin", ["country_code"] = country, ["latitude"] = latitude, ["longitude"] = longitude };

    public static Dictionary<string, object> One(string key, object value) => new() { [key] = value };
}
