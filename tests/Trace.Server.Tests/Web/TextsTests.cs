using System.Text.RegularExpressions;
using Trace.Core.Verification;
using Trace.Server.Web.Consumer;
using Xunit;

namespace Trace.Server.Tests.Web;

/// <summary>The texts of the pages, in every language: none is missing, none says more than was checked.</summary>
public sealed partial class TextsTests
{
    /// <summary>Words that judge a product or a seller, and their kin, by language; as they are written at the beginning of words where there are spaces.</summary>
    private static readonly Dictionary<string, string> Judging = new(StringComparer.Ordinal)
    {
        ["en"] = "genuin|fake|authentic|counterfeit|forge|original|legit|pirate|imitation|real\\b|safe|trusted|verified|guarant",
        ["de"] = "echt|original|authenti|fälsch|gefälscht|plagiat|nachgemacht|imitat|sicher\\b|garant|verifiziert|unbedenklich",
        ["fr"] = "authenti|original|faux\\b|fausse|contrefa|falsifi|imitation|garanti|sûr\\b|vérifié|véritable|pirat",
        ["es"] = "auténtic|autentic|original|genuin|fals|imitaci|garanti|verificad|segur[oa]\\b|verdader|pirat",
        ["pt"] = "autêntic|autentic|original|genuín|fals|imitaç|garanti|segur[oa]\\b|verdadeir|pirat|contrafa",
        ["it"] = "autentic|original|genuin|fals|contraffa|imitazion|garanti|verificat|sicur[oa]\\b|pirat",
        ["pl"] = "autentyczn|oryginał|oryginaln|fałsz|podrób|prawdziw|gwarant|bezpieczn|zweryfikowan",
        ["tr"] = "orijinal|sahte|taklit|gerçek|otantik|garanti|güvenli\\b|doğrulan|korsan",
        ["ar"] = "أصلي|أصيل|مزيف|مزيّف|مقلد|مقلّد|مزور|مزوّر|حقيقي|تقليد|مضمون|آمن",
        ["hi"] = "असली|नकली|प्रामाणिक|जाली|वास्तविक|मौलिक|गारंटी|सुरक्षित|सत्यापित",
        ["zh-Hans"] = "正品|真品|真货|假|仿|伪|原装|真伪|保证|安全|正版",
        ["ja"] = "本物|偽|模造|模倣|純正|正規|真正|真贋|保証|安全",
    };

    public static TheoryData<string> Tags => [.. Language.All.Select(language => language.Tag)];

    [Theory, MemberData(nameof(Tags))]
    public void Every_language_has_every_text_with_the_same_places(string tag)
    {
        var language = Language.Find(tag)!;

        Assert.Equal(Bases(Language.English), Bases(language));
        foreach (var (key, text) in language.Texts)
        {
            var at = key.IndexOf('[', StringComparison.Ordinal);
            var isForm = at >= 0;
            // Zero, one and two may stand in words.
            if (isForm && Places(text).Length == 0 && key[at..] is "[zero]" or "[one]" or "[two]")
                continue;
            var english = Language.English.Texts[isForm ? $"{key[..at]}[other]" : key];
            Assert.Equal((key, string.Join(' ', Places(english))), (key, string.Join(' ', Places(text))));
        }
    }

    [Theory, MemberData(nameof(Tags))]
    public void Plurals_have_every_form_of_the_language_and_no_other(string tag)
    {
        foreach (var group in Language.Find(tag)!.Texts.Keys.Where(key => key.Contains('[', StringComparison.Ordinal)).GroupBy(key => key[..key.IndexOf('[', StringComparison.Ordinal)]))
            Assert.Equal(PluralForms.Of(tag).Select(form => $"{group.Key}[{form}]").Order(StringComparer.Ordinal), group.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Tags))]
    public void No_text_judges_a_product_or_a_seller(string tag)
    {
        Assert.All(Language.Find(tag)!.Texts, text => Assert.False(Judges(tag, text.Value), $"{text.Key}: {text.Value}"));
    }

    /// <summary>The control: sentences that do judge are noticed in each language.</summary>
    [Theory]
    [InlineData("en", "This product is genuine.")]
    [InlineData("de", "Dieses Produkt ist eine Fälschung.")]
    [InlineData("fr", "Ce produit est authentique.")]
    [InlineData("es", "Este producto es falso.")]
    [InlineData("pt", "Este produto é original.")]
    [InlineData("it", "Questo prodotto è contraffatto.")]
    [InlineData("pl", "Ten produkt jest podrobiony: podróbka.")]
    [InlineData("tr", "Bu ürün sahte.")]
    [InlineData("ar", "هذا المنتج أصلي.")]
    [InlineData("hi", "यह उत्पाद असली है।")]
    [InlineData("zh-Hans", "这是正品。")]
    [InlineData("ja", "この製品は本物です。")]
    public void A_text_that_judges_would_be_noticed(string tag, string text) => Assert.True(Judges(tag, text));

    /// <summary>What the pages say in English is what the contract's reasons say.</summary>
    [Fact]
    public void English_reasons_are_those_of_the_answers()
    {
        Reason[] reasons =
        [
            Reason.WrongKey, Reason.KeyRevoked, Reason.SignatureInvalid, Reason.MacInvalid, Reason.UnknownSerial, Reason.Recalled, Reason.Retired, Reason.NotActivated,
            Reason.ReportedSpoiled, Reason.ReportedUnused, Reason.ReportedLost, Reason.ReportedStolen, Reason.CopiedCode, Reason.SharedOnline, Reason.Blocked(text: null),
            Reason.Expired("{date}"), Reason.DataMismatch, Reason.SignatureMissing, Reason.Specimen,
        ];
        Assert.All(reasons, reason => Assert.Equal(reason.Text, Wording.English[$"reason.{reason.Code}"]));
        // Those that say more in English.
        string[] shorter = ["not_a_code", "unknown_gtin", "unknown_key"];
        Assert.Equal(
            reasons.Select(reason => reason.Code).Concat(shorter).Order(StringComparer.Ordinal),
            Language.English.Texts.Keys.Where(key => key.StartsWith("reason.", StringComparison.Ordinal)).Select(key => key["reason.".Length..]).Order(StringComparer.Ordinal));
    }

    /// <summary>CLDR's own samples.</summary>
    [Theory]
    [InlineData("en", "other one other other other")]
    [InlineData("fr", "one one other other many")]
    [InlineData("pt", "one one other other many")]
    [InlineData("es", "other one other other many")]
    [InlineData("pl", "many one few many many")]
    [InlineData("ar", "zero one two few other")]
    [InlineData("hi", "one one other other other")]
    [InlineData("ja", "other other other other other")]
    public void Numbers_take_the_form_of_the_language(string tag, string forms) =>
        Assert.Equal(forms, string.Join(' ', new[] { 0L, 1, 2, 5, 1_000_000 }.Select(number => PluralForms.For(tag, number))));

    [Fact]
    public void Polish_and_arabic_look_at_the_last_digits()
    {
        Assert.Equal("many many few few many", string.Join(' ', new[] { 12L, 14, 22, 104, 111 }.Select(number => PluralForms.For("pl", number))));
        Assert.Equal("few many many other few", string.Join(' ', new[] { 10L, 11, 99, 102, 103 }.Select(number => PluralForms.For("ar", number))));
    }

    [Theory]
    [InlineData("de", "20.\u00A0Mai\u00A02026, 10:24\u00A0UTC", "Japan")]
    [InlineData("pl", "20\u00A0maja\u00A02026, 10:24\u00A0UTC", "Japonia")]
    [InlineData("es", "20\u00A0de\u00A0mayo\u00A0de\u00A02026, 10:24\u00A0UTC", "Japón")]
    [InlineData("zh-Hans", "2026年5月20日 10:24\u00A0UTC", "日本")]
    [InlineData("ar", "\u206820\u00A0مايو\u00A02026\u2069، \u206810:24\u00A0UTC\u2069", "اليابان")]
    public void Dates_and_countries_are_written_as_the_language_writes_them(string tag, string time, string country)
    {
        var say = new Wording(Language.Find(tag)!, isChosen: false);

        Assert.Equal(time, say.Time(new DateTimeOffset(2026, 5, 20, 10, 24, 0, TimeSpan.Zero)));
        Assert.Equal(country, say.Country("JP"));
        Assert.Null(say.Country("QX"));
    }

    private static bool Judges(string tag, string text) =>
        Regex.IsMatch(text, tag is "ar" or "hi" or "zh-Hans" or "ja" ? Judging[tag] : $"\\b({Judging[tag]})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static string[] Bases(Language language) =>
        [.. language.Texts.Keys.Select(key => key.IndexOf('[', StringComparison.Ordinal) is var end and >= 0 ? key[..end] : key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string[] Places(string text) => [.. Place().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex("\\{\\w+\\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
