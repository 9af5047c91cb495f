using CsCheck;
using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

/// <summary>The status of a unit as of a time is that of a timeline that knows only the reports up to it.</summary>
public sealed class StatusHistoryTests
{
    private static readonly Gen<StatusReport> Reports =
        from ends in Gen.Select(Gen.Long[0, 30], Gen.Long[0, 30])
        from status in Gen.Enum<UnitStatus>()
        from at in Gen.Long[0, 8]
        select new StatusReport(Math.Min(ends.Item1, ends.Item2), Math.Max(ends.Item1, ends.Item2), status, at, Entry: 0);

    [Fact]
    public void As_of_any_time_it_says_what_the_reports_up_to_then_say() => Gen.Select(Reports.Array[0, 25], Gen.Enum<UnitStatus>()).Sample((drawn, initial) =>
    {
        var reports = drawn.Select((report, i) => report with { Entry = i + 1 }).ToList();
        var history = new StatusHistory(reports, initial);
        for (var time = -1; time <= 9; time++)
        {
            var known = StatusTimeline.Build(reports.Where(report => report.At <= time), initial);
            for (var index = 0; index <= 31; index++)
                Assert.Equal(known.Of(index).Status, history.Of(index, time));
        }
    });
}
