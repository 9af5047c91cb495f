using Trace.Simulator.Geography;

namespace Trace.Simulator.Worlds;

/// <summary>The worlds by name.</summary>
internal static class Presets
{
    private static readonly string[] FitCountries = ["DE", "FR", "IT", "ES", "PL"];
    private static readonly string[] FarFitCountries = ["CA", "AU", "CN", "MX"];
    private static readonly string[] ReportCountries = ["US", "BR", "IN", "NG", "JP"];

    public static IReadOnlyList<World> All { get; } =
    [
        new("fit-rare", WorldSet.Fit, FitCountries)
        {
            ScanRate = 0.02, ShopScans = 0.005, SecondDevice = 0.15, Gift = 0.01, Travel = 0.01, Mobile = 0.6, Vpn = 0.02, CookieLost = 0.2, FixedErrorKm = 4,
        },
        new("fit-usual", WorldSet.Fit, FitCountries),
        new("fit-often", WorldSet.Fit, FitCountries)
        {
            ScanRate = 0.3, ShopScans = 0.03, SecondDevice = 0.25, SecondDeviceTail = 0.35, Gift = 0.05, Travel = 0.03, Retry = 0.15, CookieLost = 0.5, FixedErrorKm = 16,
            MobileErrorKm = 207,
        },
        new("fit-far", WorldSet.Fit, FarFitCountries)
        {
            ScanRate = 0.12, ShopScans = 0.025, SecondDevice = 0.22, Travel = 0.03, Mobile = 0.75, Vpn = 0.1, CookieLost = 0.5, KeyDays = 45, SoldOnline = 0.35, Carriers = 3,
            NetworksOfCarrier = 20, FixedErrorKm = 7, MobileErrorKm = 185, BrowserPosition = 0.06, SaleDays = 100,
        },
        new("report-rare", WorldSet.Report, ReportCountries)
        {
            ScanRate = 0.03, ShopScans = 0.01, SecondDevice = 0.22, SecondDeviceTail = 0.27, Gift = 0.04, Travel = 0.015, Mobile = 0.8, Vpn = 0.04, Rescan = 0.3,
            SaleDays = 200, FixedErrorKm = 12, MobileErrorKm = 200, Gateway = 0.3, SoldOnline = 0.2, KeyDays = 30,
        },
        new("report-usual", WorldSet.Report, ReportCountries)
        {
            ScanRate = 0.1, ShopScans = 0.02, SecondDevice = 0.18, SecondDeviceTail = 0.33, Gift = 0.02, Travel = 0.03, Mobile = 0.65, Vpn = 0.08, CookieLost = 0.4,
            SaleDays = 90, FixedErrorKm = 6, MobileErrorKm = 180, SoldOnline = 0.4, Preview = 0.05, Carriers = 3, BrowserPosition = 0.07,
        },
        new("report-often", WorldSet.Report, ReportCountries)
        {
            ScanRate = 0.25, ShopScans = 0.025, SecondDevice = 0.23, SecondDeviceTail = 0.3, Gift = 0.045, Travel = 0.025, Mobile = 0.75, Vpn = 0.03, CookieLost = 0.35,
            Retry = 0.07, FixedErrorKm = 10, MobileErrorKm = 195, Gateway = 0.4, KeyDays = 90,
        },
        new("stress-mobile", WorldSet.Stress, [.. FitCountries, .. ReportCountries])
        {
            Mobile = 0.85, Vpn = 0.1, MobileErrorKm = 207, FixedErrorKm = 16, Carriers = 2, NetworksOfCarrier = 12, MobileSticky = 0.2, Gateway = 0.45, CookieLost = 0.5,
            BrowserPosition = 0.03,
        },
        new("stress-vpn", WorldSet.Stress, [.. FitCountries, .. ReportCountries])
        {
            Mobile = 0.85, Vpn = 0.23, MobileErrorKm = 200, FixedErrorKm = 16, Preview = 0.05, Retry = 0.15, CookieLost = 0.5, BrowserPosition = 0.02, NetworksOfCarrier = 12,
        },
    ];

    public static World Named(string name) => All.FirstOrDefault(world => world.Name == name)
        ?? throw new ArgumentException($"No world is named {name}. There are {string.Join(", ", All.Select(world => world.Name))}.", nameof(name));

    /// <summary>Of each world its market countries as indexes.</summary>
    public static int[] MarketCountries(World world) => world.Markets.Select(Atlas.Country).ToArray();
}
