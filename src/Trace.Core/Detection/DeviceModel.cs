namespace Trace.Core.Detection;

/// <summary>What one more device weighs, by how it comes: beside others, some days after the last new one, or after a long pause.</summary>
/// <remarks>
/// A household comes at once, a shelf in a shop brings one person after another for weeks, a gift another household much later; each of these ends. Copies go
/// on. Fitted with <see cref="PlaceModel"/>.
/// </remarks>
internal static class DeviceModel
{
    /// <summary>Of one object, also one that stood on a shelf, more are hardly known.</summary>
    private const int MostOfOneObject = 12;
    private const double BeyondOneObject = 0.96;

    private const double PauseDays = 37.5;
    private const double FirstAfterPause = 1.29;
    private const double LaterAfterPause = 2;

    private const double ApartDays = 4.1;
    private const double FirstApart = 0.82;
    private const double SecondApart = 0.93;
    private const double NextApart = 0.26;
    private const double LaterApart = 0.45;

    private const double FewTogether = 3;
    private const double ManyTogether = 10;
    private const double WithFew = 0.32;
    private const double WithSome = 0.04;
    private const double WithMany = 0.29;

    /// <summary>One that comes by a network that was there: a family, or a device that lost its cookie.</summary>
    public const double OfKnownNetwork = 0.9;

    /// <summary>Whether it came after a pause, or else some days after the last new one.</summary>
    public static (bool AfterPause, bool Apart) Comes(double days) => (days > PauseDays, days is > ApartDays and <= PauseDays);

    /// <param name="days">Since the last new device.</param>
    /// <param name="devices">With this one.</param>
    /// <param name="pauses">How many came after a pause, with this one.</param>
    /// <param name="apart">How many came some days after the one before, with this one.</param>
    /// <param name="together">How many came within the last days, with this one.</param>
    public static double Weight(double days, int devices, int pauses, int apart, double together)
    {
        if (devices == 1)
            return 0;
        if (devices > MostOfOneObject)
            return BeyondOneObject;
        if (days > PauseDays)
            return pauses == 1 ? FirstAfterPause : LaterAfterPause;
        if (days > ApartDays)
        {
            return apart switch
            {
                1 => FirstApart,
                2 => SecondApart,
                <= 5 => NextApart,
                _ => LaterApart,
            };
        }

        return together switch
        {
            < FewTogether => WithFew,
            < ManyTogether => WithSome,
            _ => WithMany,
        };
    }
}
