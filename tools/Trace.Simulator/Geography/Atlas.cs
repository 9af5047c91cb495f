using System.Globalization;

namespace Trace.Simulator.Geography;

/// <summary>Countries and their cities, and how a place is drawn in them.</summary>
internal static class Atlas
{
    /// <summary>How far from the middle of a city its people live (standard deviation of each coordinate).</summary>
    private const double CitySpreadKm = 6;

    static Atlas()
    {
        using var reader = new StreamReader(typeof(Atlas).Assembly.GetManifestResourceStream("cities.csv")!);
        Cities = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#').Select(Parse).ToArray();
        Countries = Cities.Select(city => city.Country).Distinct(StringComparer.Ordinal).ToArray();
        CitiesOf = Countries.Select(country => Enumerable.Range(0, Cities.Length).Where(city => Cities[city].Country == country).ToArray()).ToArray();
        CountryOf = Cities.Select(city => Array.IndexOf(Countries, city.Country)).ToArray();
        Sums = CitiesOf.Select(cities => RunningSums(cities.Select(city => Cities[city].Weight))).ToArray();
    }

    public static City[] Cities { get; }

    public static string[] Countries { get; }

    /// <summary>Of each country the indexes of its cities, the largest first.</summary>
    public static int[][] CitiesOf { get; }

    /// <summary>Of each city the index of its country.</summary>
    public static int[] CountryOf { get; }

    private static double[][] Sums { get; }

    public static int Country(string code) => Array.IndexOf(Countries, code);

    public static int AnyCityOf(int country, Rng rng) => CitiesOf[country][rng.Pick(Sums[country])];

    public static int OtherCityOf(int country, int city, Rng rng)
    {
        while (true)
        {
            var other = AnyCityOf(country, rng);
            if (other != city)
                return other;
        }
    }

    public static int OtherCountry(int country, Rng rng) => (country + 1 + rng.Below(Countries.Length - 1)) % Countries.Length;

    /// <summary>Somebody's home, or a shop, in a city.</summary>
    public static Place AnyPlaceIn(int city, Rng rng)
    {
        var middle = new Place(city, Cities[city].Latitude, Cities[city].Longitude);
        var distance = CitySpreadKm * Math.Sqrt(-2 * Math.Log(1 - rng.Share()));
        var (latitude, longitude) = middle.Offset(distance, rng.Between(0, 2 * Math.PI));
        return new Place(city, latitude, longitude);
    }

    private static City Parse(string line)
    {
        var fields = line.Split(',');
        double Number(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
        return new City(fields[0], Number(1), Number(2), Number(3));
    }

    private static double[] RunningSums(IEnumerable<double> weights)
    {
        var sum = 0.0;
        return weights.Select(weight => sum += weight).ToArray();
    }
}
