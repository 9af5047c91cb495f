using System.Globalization;

namespace Trace.Core.Detection;

/// <summary>How large a country is. A mobile network's traffic often leaves it in another city of the same country, and that is where its addresses seem to be.</summary>
internal static class CountrySize
{
    private const double SmallKm = 500;

    /// <summary>Area in thousands of square kilometres, rounded; general knowledge. The others have less than 500.</summary>
    private const string Large =
        """
        RU 17100 CA 9980 CN 9600 US 9530 BR 8510 AU 7690 IN 3290 AR 2780 KZ 2720 DZ 2380 CD 2340 GL 2170 SA 2150 MX 1960 ID 1900 SD 1860 LY 1760 IR 1650 MN 1560 PE 1290 TD 1280
        NE 1270 AO 1250 ML 1240 ZA 1220 CO 1140 ET 1100 BO 1100 MR 1030 EG 1000 TZ 950 NG 920 VE 910 PK 880 NA 820 MZ 800 TR 780 CL 760 ZM 750 MM 680 AF 650 SS 640 SO 640
        CF 620 UA 600 MG 590 BW 580 KE 580 FR 550 YE 530 TH 510 ES 510
        """;

    private static readonly Dictionary<string, double> Sizes = Large.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
        .ToDictionary(pair => pair[0], pair => Math.Sqrt(1_000 * double.Parse(pair[1], CultureInfo.InvariantCulture)), StringComparer.Ordinal);

    /// <summary>Kilometres across, if it were a square.</summary>
    public static double Km(string? country) => country != null && Sizes.TryGetValue(country, out var km) ? km : SmallKm;
}
