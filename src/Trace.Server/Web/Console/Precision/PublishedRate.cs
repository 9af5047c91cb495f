namespace Trace.Server.Web.Console.Precision;

/// <summary>What the detector was measured to do, as <c>src/Trace.Core/Detection/README.md</c> has it: copied from 6.5, people warned from 8.5.</summary>
/// <param name="World">Of the simulator.</param>
/// <param name="FalseAlarmsInMillion">Honest units called copied, of a million; 95 % between <paramref name="Low"/> and <paramref name="High"/>.</param>
/// <param name="FalseCautions">People warned of an honest unit, of 10,000 checks.</param>
/// <param name="Threshold">At which 100 of a million honest units are called copied.</param>
public sealed record PublishedRate(string World, double FalseAlarmsInMillion, double Low, double High, double FalseCautions, double Threshold)
{
    public static readonly IReadOnlyList<PublishedRate> All =
    [
        new("rare", 32, 25, 40, 0.6, 5.39),
        new("usual", 41, 33, 53, 0.4, 5.29),
        new("often", 110, 99, 130, 0.4, 6.47),
        new("mobile", 19, 13, 25, 0.3, 4.82),
        new("vpn", 10, 6.5, 15, 0.1, 4.76),
    ];
}
