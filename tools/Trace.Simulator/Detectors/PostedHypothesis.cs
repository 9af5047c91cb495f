namespace Trace.Simulator.Detectors;

/// <summary>"A picture of the code was posted", against one object alone: for a few days on which it may have been, and numbers of onlookers.</summary>
internal sealed class PostedHypothesis
{
    private const int MaxDays = 3;
    private const double NewDay = 3;

    private readonly List<(long At, double[] Logs)> _days = [];

    /// <param name="onlooker">New people at new places by each onlooker, a day, on the day of the posting.</param>
    /// <param name="one">The same by one object.</param>
    public void NewPlace(double onlooker, double one, long at)
    {
        if (_days.Count == 0 || Clock.DaysBetween(_days[^1].At, at) > NewDay)
        {
            if (_days.Count == MaxDays)
                _days.Remove(_days.MinBy(day => day.Logs.Max()));
            _days.Add((at, new double[InformedRates.Onlookers.Length]));
        }

        foreach (var (day, logs) in _days)
        {
            var decay = InformedRates.PostedDecay(Clock.DaysBetween(day, at));
            for (var i = 0; i < logs.Length; i++)
                logs[i] += Math.Log(1 + InformedRates.Onlookers[i] * onlooker * decay / one);
        }
    }

    /// <summary>The likelihood's logarithm, with what was to be expected by now.</summary>
    public double Log(long at)
    {
        var sum = double.NegativeInfinity;
        foreach (var (day, logs) in _days)
        {
            var shown = 1 - InformedRates.PostedDecay(Clock.DaysBetween(day, at));
            for (var i = 0; i < logs.Length; i++)
                sum = Logarithm.Add(sum, logs[i] - InformedRates.Onlookers[i] * shown - Math.Log(logs.Length));
        }

        return sum;
    }
}
