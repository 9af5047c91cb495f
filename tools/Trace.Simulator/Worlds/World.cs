namespace Trace.Simulator.Worlds;

/// <summary>What is true of people, goods, networks and places; the ranges are those of the design of the detection. Shares are of 1, times in days.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Set">Whether a detector may be fitted on it.</param>
/// <param name="Markets">Countries the goods are made for.</param>
internal sealed record World(string Name, WorldSet Set, string[] Markets)
{
    /// <summary>Of units: their buyer scans them.</summary>
    public double ScanRate { get; init; } = 0.08;

    /// <summary>Of units: people in the shop scan them before they are sold, 1 to 10 of them.</summary>
    public double ShopScans { get; init; } = 0.015;

    /// <summary>Of units sold: ordered online, so from no shop near the buyer.</summary>
    public double SoldOnline { get; init; } = 0.3;

    /// <summary>Days over which a batch is sold.</summary>
    public double SaleDays { get; init; } = 120;

    public double SaleToScanMedian { get; init; } = 2;

    /// <summary>Of its logarithm: with a median of 2 days, 5 % take over 60.</summary>
    public double SaleToScanSigma { get; init; } = 2.07;

    /// <summary>Of scanned units: another person scans too; and after each, another.</summary>
    public double SecondDevice { get; init; } = 0.2;

    public double SecondDeviceTail { get; init; } = 0.3;

    /// <summary>Of those who scan: again later, with the same item.</summary>
    public double Rescan { get; init; } = 0.25;

    /// <summary>Of scans of a person after the first: by a device or cookie not seen before.</summary>
    public double CookieLost { get; init; } = 0.3;

    /// <summary>Of units: given or sold on, once, after 30 to 700 days.</summary>
    public double Gift { get; init; } = 0.03;

    /// <summary>Of recipients, if the first buyer scanned it; else as any buyer.</summary>
    public double RecipientScan { get; init; } = 0.3;

    /// <summary>Of buyers who scan: take it on a journey abroad.</summary>
    public double Travel { get; init; } = 0.02;

    /// <summary>Of units: a picture of the code is posted online.</summary>
    public double Posted { get; init; } = 1 / 20_000.0;

    /// <summary>Of scans: a link preview follows; and what share of these is not recognised.</summary>
    public double Preview { get; init; } = 0.03;

    public double PreviewMissed { get; init; } = 0.1;

    /// <summary>Of scans: the request is sent again within seconds.</summary>
    public double Retry { get; init; } = 0.1;

    /// <summary>Of scans: by a mobile network, if not by a VPN.</summary>
    public double Mobile { get; init; } = 0.7;

    /// <summary>Of people: always behind a VPN or relay.</summary>
    public double Vpn { get; init; } = 0.05;

    /// <summary>Of scans: the browser gives its position.</summary>
    public double BrowserPosition { get; init; } = 0.1;

    /// <summary>Error of the place of an address, median.</summary>
    public double FixedErrorKm { get; init; } = 8;

    public double MobileErrorKm { get; init; } = 190;

    /// <summary>Of mobile scans: placed in the city where the carrier's traffic leaves its network.</summary>
    public double Gateway { get; init; } = 0.35;

    /// <summary>Of mobile scans of a person: by the same address block, so the same wrong place, as the last.</summary>
    public double MobileSticky { get; init; } = 0.5;

    /// <summary>Of mobile scans abroad: routed home, so placed at home.</summary>
    public double RoamingHome { get; init; } = 0.6;

    /// <summary>Of scans: the wrong country.</summary>
    public double WrongCountry { get; init; } = 0.005;

    public int Carriers { get; init; } = 4;

    /// <summary>Networks a carrier has in a country, each with thousands of people behind it.</summary>
    public int NetworksOfCarrier { get; init; } = 30;

    public int FixedNetworks { get; init; } = 5000;

    /// <summary>Days after which hashes of devices change.</summary>
    public double KeyDays { get; init; } = 60;
}
