using System.Globalization;
using Trace.Core.Enforcement;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>Rights, where they hold and since when.</summary>
public sealed class RightTests
{
    [Theory]
    [InlineData("2020-01-01", RightStanding.NotYet)]
    [InlineData("2020-01-02", RightStanding.Registered)]
    [InlineData("2030-01-01", RightStanding.Registered)]
    [InlineData("2030-01-02", RightStanding.Expired)]
    public void A_right_is_in_force_from_its_first_to_its_last_day(string day, RightStanding standing) =>
        Assert.Equal(standing, SampleFacts.Mark.On(DateOnly.Parse(day, CultureInfo.InvariantCulture)));

    [Fact]
    public void A_right_is_withdrawn_from_that_day_on_also_after_its_term()
    {
        var right = SampleFacts.Mark with { WithdrawnOn = new(2025, 6, 1) };
        Assert.Equal(RightStanding.Registered, right.On(new(2025, 5, 31)));
        Assert.Equal(RightStanding.Withdrawn, right.On(new(2025, 6, 1)));
        Assert.Equal(RightStanding.Withdrawn, right.On(new(2031, 1, 1)));
    }

    [Fact]
    public void A_right_applied_for_is_not_in_force_and_one_without_end_stays()
    {
        Assert.Equal(RightStanding.NotYet, (SampleFacts.Mark with { From = null }).On(SampleFacts.Day));
        Assert.Equal(RightStanding.Registered, SampleFacts.Photo.On(new(2090, 1, 1)));
    }

    [Theory]
    [InlineData("EU", "DE", true)]
    [InlineData("EU", "NO", false)]
    [InlineData("EU", "GB", false)]
    [InlineData("EEA", "NO", true)]
    [InlineData("BX", "LU", true)]
    [InlineData("BX", "DE", false)]
    [InlineData("GB", "GB", true)]
    [InlineData("*", "JP", true)]
    public void A_union_holds_its_members(string place, string country, bool holds) => Assert.Equal(holds, Territory.Holds([place], country));

    [Fact]
    public void The_union_has_27_members_and_the_economic_area_30()
    {
        var countries = from first in Enumerable.Range('A', 26) from second in Enumerable.Range('A', 26) let country = $"{(char)first}{(char)second}" where Territory.IsCountry(country) select country;
        Assert.Equal((27, 30), (countries.Count(country => Territory.Holds(["EU"], country)), countries.Count(country => Territory.Holds(["EEA"], country))));
        Assert.True(Territory.Overlaps(["DE"], "EU"));
        Assert.False(Territory.Overlaps(["CN"], "EU"));
        Assert.All(new[] { "EU", "de", "DEU", "", null }, text => Assert.False(Territory.IsCountry(text)));
    }

    [Fact]
    public void A_proper_right_has_no_problem() => Assert.All(new[] { SampleFacts.Mark, SampleFacts.Photo }, right => Assert.Empty(RightCheck.Problems(right)));

    [Fact]
    public void Each_wrong_field_of_a_right_is_named()
    {
        var mark = SampleFacts.Mark;
        (Right Right, string Name)[] wrong =
        [
            (mark with { Title = " " }, "title"),
            (mark with { Number = null }, "number"),
            (mark with { Number = "" }, "number"),
            (mark with { Territory = [] }, "territory"),
            (mark with { Territory = ["Germany"] }, "territory"),
            (mark with { Territory = ["*"], Office = RightOffice.Other }, "territory"),
            (mark with { Territory = ["DE"] }, "territory"),
            (mark with { Office = "EUIPOO" }, "office"),
            (mark with { Office = "EPO" }, "office"),
            (mark with { Office = RightOffice.None }, "office"),
            (mark with { Classes = [] }, "classes"),
            (mark with { Classes = [46] }, "classes"),
            (mark with { Classes = [0] }, "classes"),
            (mark with { Classes = [30, 30] }, "classes"),
            (mark with { Kind = RightKind.Design, Classes = [33] }, "classes"),
            (SampleFacts.Photo with { Classes = [1] }, "classes"),
            (mark with { Until = new(2019, 1, 1) }, "until"),
        ];
        Assert.All(wrong, pair => Assert.Equal([pair.Name], RightCheck.Problems(pair.Right).Select(gap => gap.Name).Distinct()));
    }
}
