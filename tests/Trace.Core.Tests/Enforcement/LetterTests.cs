using System.Text.RegularExpressions;
using Trace.Core.Enforcement;
using Trace.Core.Verification;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>The letters: complete or not at all, the same places in each language, and no word that calls goods or people something.</summary>
public sealed class LetterTests
{
    private static readonly Dictionary<string, string[]> BannedWords = new()
    {
        ["en"] =
        [
            "counterfeit", "fake", "genuine", "authentic", "replica", "knock-?off", "pira(cy|te)", "illegal", "unlawful", "illicit", "fraud", "crim", "theft", "stol(e|en)\\b", "infring", "violat", "guilty", "liable", "penalt",
            "cease and desist", "sue\\b", "court", "unauthori[sz]ed",
        ],
        ["de"] =
        [
            "fälsch", "gefälscht", "plagiat", "\\bechte?[rsnm]?\\b", "\\boriginal", "raubkopie", "illegal", "rechtswidrig", "unerlaubt", "widerrechtlich", "betrug", "betrüg", "straf", "diebstahl", "gestohlen", "verletz", "verstoß", "verstöß", "schuldig",
            "haftbar", "unterlass", "abmahn", "gericht", "nicht autorisiert", "unbefugt",
        ],
        ["zh"] = ["假", "仿", "伪", "冒", "正品", "真品", "盗", "侵权", "违法", "非法", "欺诈", "犯罪", "起诉", "法院", "赔偿", "处罚", "未经授权", "未授权"],
    };

    public static TheoryData<LetterKind, string> Letters => [.. from kind in Enum.GetValues<LetterKind>() from language in BannedWords.Keys select (kind, language)];

    [Fact]
    public void There_are_four_letters_in_three_languages()
    {
        Assert.Equal(12, LetterTemplate.All.Count);
        Assert.Equal(12, LetterTemplate.All.Select(letter => (letter.Kind, letter.Language)).Distinct().Count());
        Assert.Null(LetterTemplate.Find(LetterKind.Reminder, "fr"));
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_letter_has_the_same_places_in_each_language(LetterKind kind, string language)
    {
        var letter = LetterTemplate.Find(kind, language)!;
        var english = LetterTemplate.Find(kind, "en")!;
        Assert.Equal(english.Required.Order(StringComparer.Ordinal), letter.Required.Order(StringComparer.Ordinal));
        Assert.Equal(english.Optional.Order(StringComparer.Ordinal), letter.Optional.Order(StringComparer.Ordinal));
        Assert.True(letter.Required.Count >= 8);
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void A_complete_letter_is_filled_and_has_no_place_left(LetterKind kind, string language)
    {
        var template = LetterTemplate.Find(kind, language)!;
        Assert.True(template.TryFill(Places(template), out var letter, out _));
        Assert.DoesNotContain("{{", letter.Subject + letter.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("}}", letter.Subject + letter.Body, StringComparison.Ordinal);
        Assert.All(template.Required.Concat(template.Optional), name => Assert.Contains($"<{name}>", letter.Subject + letter.Body, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', letter.Subject);
        Assert.DoesNotContain("\n\n\n", letter.Body, StringComparison.Ordinal);
        Assert.False(letter.Body.StartsWith('\n'));
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void Each_place_taken_away_is_named_and_no_letter_is_made(LetterKind kind, string language)
    {
        var template = LetterTemplate.Find(kind, language)!;
        foreach (var name in template.Required)
        {
            foreach (var left in new[] { null, "", " \n " })
            {
                var places = Places(template);
                places.Remove(name);
                if (left is not null)
                    places[name] = left;
                Assert.False(template.TryFill(places, out var letter, out var gaps));
                Assert.Null(letter);
                Assert.Equal([("place_missing", name)], gaps.Select(gap => (gap.Code, gap.Name!)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Letters))]
    public void The_line_of_an_optional_place_goes_with_it(LetterKind kind, string language)
    {
        var template = LetterTemplate.Find(kind, language)!;
        foreach (var name in template.Optional)
        {
            var places = Places(template);
            Assert.True(template.TryFill(places, out var whole, out _));
            places.Remove(name);
            Assert.True(template.TryFill(places, out var less, out _));
            Assert.Equal(whole.Body.Split('\n').Length - 2, less.Body.Split('\n').Length);
            Assert.DoesNotContain("\n\n\n", less.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_filled_in_is_not_read_as_a_template_and_what_is_no_text_is_refused()
    {
        var template = LetterTemplate.Find(LetterKind.FirstLetter, "en")!;
        var places = Places(template);
        places["seller"] = "{{signer}}";
        places["product"] = "Tea\nGreen";
        Assert.True(template.TryFill(places, out var letter, out _));
        Assert.Contains("Dear {{signer}},", letter.Body, StringComparison.Ordinal);
        Assert.Equal("A question about your offer of Tea Green on <platform>", letter.Subject);

        Assert.Equal(["place_invalid"], template.Check(new Dictionary<string, string>(places) { ["seller"] = "a\u0000b" }).Codes());
        Assert.Equal(["place_too_long"], template.Check(new Dictionary<string, string>(places) { ["seller"] = new string('x', 4001) }).Codes());
        Assert.Equal([("place_unknown", "sellers")], template.Check(new Dictionary<string, string>(places) { ["sellers"] = "x" }).Select(gap => (gap.Code, gap.Name!)));
    }

    /// <summary>Nobody is accused by a text of ours. What a notice claims stands in its own place, filled in by the person who signs.</summary>
    [Theory]
    [MemberData(nameof(Letters))]
    public void No_letter_says_what_goods_or_a_seller_are(LetterKind kind, string language)
    {
        var template = LetterTemplate.Find(kind, language)!;
        Assert.True(template.TryFill(Places(template), out var letter, out _));
        Assert.Empty(Banned(language, letter.Subject + '\n' + letter.Body));
    }

    /// <summary>The scan can fail: each language has a sentence it stops at.</summary>
    [Theory]
    [InlineData("en", "Your goods are Fake.", "fake")]
    [InlineData("en", "You infringe our mark.", "infring")]
    [InlineData("de", "Ihre Ware ist gefälscht.", "gefälscht")]
    [InlineData("de", "Sie verletzen unsere Marke.", "verletz")]
    [InlineData("zh", "您销售的是假货。", "假")]
    public void A_sentence_that_accuses_would_be_noticed(string language, string sentence, string word) => Assert.Contains(word, Banned(language, sentence));

    [Fact]
    public void No_sentence_of_the_rules_says_what_goods_or_a_seller_are()
    {
        var empty = new ClaimFacts { Day = SampleFacts.Day, Country = "DE" };
        var texts = Enum.GetValues<ClaimKind>().SelectMany(claim => ClaimRules.Missing(claim, empty, LegalRequirements.Current)
            .Concat(ClaimRules.Missing(claim, SampleFacts.Complete(claim) with { SellerListed = true, Finding = new("", FindingResult.Undecided, ""), Unit = new(Verdict.Issued, [], ["DE"]) }, LegalRequirements.Current)))
            .Where(gap => gap.Code != "ground_missing").Select(gap => gap.Text).ToList();
        Assert.True(texts.Count > 15);
        Assert.All(texts, text => Assert.DoesNotMatch("(?i)counterfeit|fake|genuine|illegal|fraud|criminal", text));
    }

    private static IEnumerable<string> Banned(string language, string text) =>
        BannedWords[language].Where(word => Regex.IsMatch(text, word, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));

    private static Dictionary<string, string> Places(LetterTemplate template) => template.Required.Concat(template.Optional).ToDictionary(name => name, name => $"<{name}>");
}
