using Trace.Core.Codes;

namespace Trace.Server.Codes;

/// <summary>Codes of a batch that follow each other and have one status.</summary>
public sealed record StatusRange(long From, long To, UnitStatus Status)
{
    public long Count => To - From + 1;
}

/// <summary>
/// Where all codes of a batch are. What was ordered is what was applied, spoiled, left over (unused) and missing; missing is what was reported lost or stolen,
/// and what nobody reported. It closes when nobody need look for anything any more: each code was reported.
/// </summary>
/// <param name="Ordered">Codes in all, with overrun and samples.</param>
/// <param name="Applied">On products, also those that were recalled or retired since.</param>
/// <param name="Unreported">Of which nobody said anything.</param>
/// <param name="Ranges">All codes by index, without a gap; made as they are taken, since a report by codes can leave very many.</param>
public sealed record BatchBalance(long Ordered, long Applied, long Spoiled, long Unused, long Lost, long Stolen, long Unreported, IEnumerable<StatusRange> Ranges)
{
    public long Missing => Lost + Stolen + Unreported;

    public bool Closes => Unreported == 0;

    /// <summary>By index.</summary>
    public IEnumerable<StatusRange> MissingRanges => Ranges.Where(range => range.Status is UnitStatus.Lost or UnitStatus.Stolen or UnitStatus.Created);

    /// <summary>Costs as much as there are runs of one status, whatever the quantity.</summary>
    public static BatchBalance Of(Batch batch, StatusTimeline timeline)
    {
        var counts = timeline.Count(batch.Quantity);
        long Count(UnitStatus status) => counts.GetValueOrDefault(status);
        return new BatchBalance(
            batch.Quantity,
            Count(UnitStatus.Active) + Count(UnitStatus.Recalled) + Count(UnitStatus.Retired),
            Count(UnitStatus.Spoiled),
            Count(UnitStatus.Unused),
            Count(UnitStatus.Lost),
            Count(UnitStatus.Stolen),
            Count(UnitStatus.Created),
            RangesOf(batch, timeline));
    }

    private static IEnumerable<StatusRange> RangesOf(Batch batch, StatusTimeline timeline)
    {
        StatusRange? last = null;
        foreach (var range in RunsOf(batch, timeline))
        {
            // Reports of one status at several times are one range here.
            if (last != null && last.Status == range.Status)
            {
                last = last with { To = range.To };
                continue;
            }

            if (last != null)
                yield return last;
            last = range;
        }

        if (last != null)
            yield return last;
    }

    private static IEnumerable<StatusRange> RunsOf(Batch batch, StatusTimeline timeline)
    {
        var next = 0L;
        foreach (var run in timeline.Runs)
        {
            if (run.From > next)
                yield return new StatusRange(next, run.From - 1, batch.InitialStatus);
            yield return new StatusRange(run.From, run.To, run.Status);
            next = run.To + 1;
        }

        if (next < batch.Quantity)
            yield return new StatusRange(next, batch.Quantity - 1, batch.InitialStatus);
    }
}
