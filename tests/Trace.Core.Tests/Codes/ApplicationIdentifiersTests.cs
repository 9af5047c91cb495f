using Trace.Core.Codes;
using Xunit;

namespace Trace.Core.Tests.Codes;

public sealed class ApplicationIdentifiersTests
{
    [Fact]
    public void Every_line_of_the_dictionary_is_read()
    {
        Assert.Equal(541, ApplicationIdentifiers.All.Count); // 224 lines, ranges written out
        Assert.Equal(ApplicationIdentifiers.All.Count, ApplicationIdentifiers.All.DistinctBy(entry => entry.Ai).Count());
        Assert.All(ApplicationIdentifiers.All, entry => Assert.Same(entry, ApplicationIdentifiers.Find(entry.Ai)));
        Assert.Equal("USE BY or EXPIRY", ApplicationIdentifiers.Find("17")!.Title);
        Assert.NotNull(ApplicationIdentifiers.Find("3105"));
        Assert.Null(ApplicationIdentifiers.Find("3106"));
        Assert.Equal(90, ApplicationIdentifiers.Find("99")!.MaxLength);
    }

    [Fact]
    public void No_ai_is_the_beginning_of_another() =>
        Assert.All(ApplicationIdentifiers.All, entry => Assert.Same(entry, ApplicationIdentifiers.FindAtStart(entry.Ai + "0000")));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("89")]
    [InlineData("00001")]
    [InlineData("1x")]
    [InlineData("-1")]
    [InlineData("１７")]
    public void Other_text_is_no_ai(string text) => Assert.Null(ApplicationIdentifiers.Find(text));

    [Theory]
    [InlineData("00", "006141411234567890", "006141411234567891")]
    [InlineData("01", "09506000134352", "9506000134352")]
    [InlineData("10", "AB/1", "AB 1")]
    [InlineData("10", "12345678901234567890", "123456789012345678901")]
    [InlineData("17", "271200", "271232")]
    [InlineData("17", "280229", "270229")]
    [InlineData("4326", "271231", "271200")]
    [InlineData("7003", "2712312359", "2712312400")]
    [InlineData("7011", "271231", "27123100")]
    [InlineData("7011", "2712312359", "2712312360")]
    [InlineData("8008", "27123123", "27123124")]
    [InlineData("8008", "271231235959", "271231235960")]
    [InlineData("7250", "20280229", "20270229")]
    [InlineData("4309", "18000000003600000000", "18000000013600000000")]
    [InlineData("4309", "00000000000000000000", "00000000003600000001")]
    [InlineData("4321", "1", "2")]
    [InlineData("7252", "9", "3")]
    [InlineData("4330", "001250-", "001250+")]
    [InlineData("8001", "00010000100191", "00000000100191")]
    [InlineData("8001", "00010000100191", "00010000100121")]
    [InlineData("8003", "01231231231232", "11231231231232")]
    [InlineData("8006", "095060001343520103", "095060001343520401")]
    [InlineData("8006", "095060001343520101", "095060001343520001")]
    [InlineData("7258", "1/2", "2/1")]
    [InlineData("7040", "1ABC", "1AB+")]
    [InlineData("7040", "1AB-", "1AB=")]
    [InlineData("8011", "12", "012")]
    [InlineData("8011", "1", "0")]
    [InlineData("8010", "ABC-1#/", "abc")]
    [InlineData("8030", "Ab-_0=", "Ab+0")]
    [InlineData("4300", "A%20B", "A%2")]
    [InlineData("8007", "DE89370400440532013000", "DE88370400440532013000")]
    [InlineData("8013", "1987654Ad4X4bL5ttr2310c2K", "1987654Ad4X4bL5ttr2310c2L")]
    [InlineData("8014", "1987654Ad4X4bL5ttr2310c2K", "2K")]
    [InlineData("421", "276AB", "27A")]
    [InlineData("423", "276040", "2760")]
    [InlineData("253", "1231231231232ABC", "1231231231231ABC")]
    public void A_value_is_checked_by_the_rules_of_its_ai(string ai, string good, string bad)
    {
        var entry = ApplicationIdentifiers.Find(ai)!;
        Assert.Null(entry.Problem(good));
        Assert.True(entry.IsValid(good));
        Assert.NotNull(entry.Problem(bad));
        Assert.NotNull(entry.Problem(""));
        Assert.NotNull(entry.Problem("\0"));
        Assert.False(entry.IsValid(bad));
    }

    [Fact]
    public void A_wrong_value_says_why() =>
        Assert.Equal("The value “271332” of (17) is not a date (YYMMDD).", ApplicationIdentifiers.Find("17")!.Problem("271332"));

    [Fact]
    public void Set_82_has_82_characters_and_set_39_has_39()
    {
        var all = Enumerable.Range(0, 0x10000).Select(code => ((char)code).ToString()).ToList();
        Assert.Equal(82, all.Count(text => CharacterSet82.ContainsOnly(text)));
        Assert.Equal(39, all.Count(text => CharacterSet39.IndexOfOther(text) < 0));
        Assert.Equal(65, all.Count(text => CharacterSet64.IndexOfOther(text) < 0));
    }

    /// <summary>No value of any AI throws, whatever its length and characters.</summary>
    [Fact]
    public void Hostile_values_are_refused_by_every_ai() =>
        Assert.All(ApplicationIdentifiers.All, entry =>
        {
            for (var length = 0; length <= entry.MaxLength + 1; length++)
            {
                foreach (var character in "09/-=%(Zz")
                    entry.Problem(new string(character, length));
                if (length > 0)
                    Assert.NotNull(entry.Problem(new string('\uD800', length)));
            }

            Assert.NotNull(entry.Problem(new string('1', 10_000_000)));
        });
}
