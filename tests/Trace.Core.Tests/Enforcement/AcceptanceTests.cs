using Trace.Core.Enforcement;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>When a second person has to agree.</summary>
public sealed class AcceptanceTests
{
    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(1, 0, 0, false)]
    [InlineData(0, 1, 0, true)]
    [InlineData(18, 1, 0, true)]
    [InlineData(19, 1, 0, false)]
    [InlineData(94, 6, 0, true)]
    [InlineData(95, 5, 0, false)]
    [InlineData(97, 0, 3, false)]
    [InlineData(96, 0, 4, true)]
    [InlineData(32, 0, 1, true)]
    [InlineData(33, 0, 1, false)]
    [InlineData(int.MaxValue, int.MaxValue, 0, true)]
    [InlineData(int.MaxValue, 0, 0, false)]
    public void Below_95_percent_accepted_or_above_3_percent_objected_to_a_second_person_is_needed(int accepted, int refused, int counterNoticed, bool second) =>
        Assert.Equal(second, new Acceptance(accepted, refused, counterNoticed).NeedsSecondPerson);

    [Fact]
    public void Each_platform_has_its_own_record()
    {
        var records = Acceptance.ByPlatform(
        [
            ("ebay", NoticeOutcome.Accepted), ("amazon", NoticeOutcome.Refused), ("ebay", NoticeOutcome.CounterNoticed), ("ebay", NoticeOutcome.Accepted), ("ebay", NoticeOutcome.Refused),
        ]);
        Assert.Equal(new Acceptance(2, 1, 1), records["ebay"]);
        Assert.Equal(new Acceptance(0, 1, 0), records["amazon"]);
        Assert.Equal(2, records.Count);
    }
}
