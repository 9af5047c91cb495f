using System.Text.RegularExpressions;
using Trace.Core.Codes;
using Trace.Server.Anomalies;
using Trace.Server.Cases;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Web.Console;
using Trace.Testing;
using Xunit;
using Enforced = Trace.Core.Enforcement;

namespace Trace.Server.Tests.Console;

/// <summary>The console's words are there, in each language.</summary>
public sealed partial class ConsoleTextsTests
{
    [Fact]
    public void Each_language_has_the_same_keys_and_the_same_places_for_values()
    {
        var english = ConsoleTexts.Of("en");
        foreach (var other in ConsoleTexts.Languages.Skip(1).Select(ConsoleTexts.Of))
        {
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
            foreach (var key in english.Keys)
                Assert.Equal((key, Places(english[key])), (key, Places(other[key])));
        }
    }

    [Fact]
    public void Every_key_that_a_page_uses_has_words_and_every_word_is_used()
    {
        var keys = ConsoleTexts.Of("en").Keys.ToHashSet(StringComparer.Ordinal);
        string[] folders = ["Console", "Accounts"];
        var source = string.Join('\n', folders.SelectMany(folder => Directory.EnumerateFiles(Repository.File("src", "Trace.Server", "Web", folder), "*", SearchOption.AllDirectories))
            .Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal)).Select(File.ReadAllText));
        var used = Quoted().Matches(source).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        Assert.Equal([], Indexed().Matches(source).Select(match => match.Groups["key"].Value).Where(key => !keys.Contains(key) && !keys.Contains($"{key}.one")).ToList());
        // What is put together from a word of the domain begins as one of these.
        string[] groups = ["kind.", "says.", "status.", "reason.", "honest.", "role.", "verdict.", "unit.status.", "queue.sort.", "done.", "ago.", "problem.", "role.says.", "key.", "digest.", "person.", "webhook.", "delivery.", "event.", "actor.", "world.", "batches.state.", "right.kind.", "right.standing.", "law.claim.", "law.document.", "seller.list.", "capture.kind.", "purchase.gap.", "entry.",
            "case.state.", "case.closed.", "case.move.", "case.claim.", "case.ground.", "case.language.", "cases.column.", "gap.", "place.",
            "text.kind.", "text.status.", "text.outcome.", "text.delivery.", "answer.from.", "answer.kind.", "answer.decision.", "answer.by."];
        Assert.Equal([], keys.Where(key => !groups.Any(group => key.StartsWith(group, StringComparison.Ordinal)) && !used.Contains(key) && !used.Contains(PluralEnd().Replace(key, ""))).ToList());
    }

    [Fact]
    public void Every_word_of_the_domain_has_words()
    {
        IEnumerable<string> expected =
        [
            .. AnomalyKinds.Words.SelectMany(kind => new[] { $"kind.{kind}", $"says.{kind}" }),
            .. AnomalyRow.Filters.Select(status => $"status.{status}"),
            .. AnomalyReasons.Texts.Keys.SelectMany(code => new[] { $"reason.{code}", $"honest.{code}" }),
            .. GroupOrders.Words.Select(order => $"queue.sort.{order}"),
            .. Roles.OfBrands.Append(Roles.Owner).Select(role => $"role.{role}"),
            .. Enum.GetValues<UnitStatus>().Select(status => $"unit.status.{Words.Of(status)}"),
            .. Problems.Table.Keys.Select(code => $"problem.{code}"),
            .. NavLink.All.SelectMany(link => new[] { link.Text, link.Group }),
            .. BatchStates.All.Select(state => $"batches.state.{state}"),
            .. Enforced.Words.All<Enforced.CaseState>().Select(state => $"case.state.{state}"),
            .. Enforced.CaseTable.Rules.Where(rule => rule.To == Enforced.CaseState.Closed).Select(rule => $"case.closed.{Enforced.Words.Of(rule.Move)}"),
            .. Enforced.Words.All<Enforced.CaseMove>().SelectMany(move => new[] { $"case.move.{move}", $"case.move.{move}.text", $"case.move.{move}.do" }),
            .. Enforced.Words.All<Enforced.ClaimKind>().SelectMany(claim => new[] { $"case.claim.{claim}", $"case.claim.{claim}.text" }),
            .. Enforced.Statement.Grounds.Select(ground => $"case.ground.{ground}"),
            .. CaseEntry.Languages.Select(language => $"case.language.{language}"),
            .. Enforced.Words.All<Enforced.LetterKind>().Append(TextRow.Notice).Select(kind => $"text.kind.{kind}"),
            .. Enforced.Words.All<Enforced.NoticeOutcome>().Select(outcome => $"text.outcome.{outcome}"),
            .. CaseAnswers.Kinds.Select(kind => $"answer.kind.{kind}"),
        ];
        Assert.Empty(expected.Except(ConsoleTexts.Of("en").Keys));
        Assert.All(Problems.Table, problem => Assert.Equal(problem.Value.Title, ConsoleTexts.Of("en")[$"problem.{problem.Key}"]));
        Assert.All(AnomalyReasons.Texts, reason => Assert.Equal(reason.Value, ConsoleTexts.Of("en")[$"reason.{reason.Key}"]));
    }

    [Theory]
    [InlineData("", "en")]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [InlineData("de-DE,de;q=0.9,zh;q=0.5", "zh")]
    [InlineData("fr", "en")]
    public void A_browser_gets_the_first_language_it_asks_for_that_there_is(string acceptLanguage, string language) =>
        Assert.Equal(language, ConsoleTexts.Choose(acceptLanguage));

    [Fact]
    public void Counts_and_times_are_in_the_way_of_the_language()
    {
        var english = ConsoleTexts.Of("en");
        Assert.Equal(("1 confirmed", "2 anomalies"), (english.Count("done.confirmed", 1), english.Count("decide.confirm.title", 2).Split(' ', 2)[1]));
        var now = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        Assert.Equal(["now", "5 min ago", "3 h ago", "1 day ago", "4 months ago"], new[] { 0, 5, 180, 1500, 175_000 }.Select(minutes => english.Ago(now.AddMinutes(-minutes), now)));
    }

    private static string Places(string text) => string.Join(' ', Place().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\d\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex("\"(?<key>[a-z_]+(\\.[a-z_]+)+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    /// <summary>Keys that are written out where words are asked for.</summary>
    [GeneratedRegex("(\\bT|\\bt|Texts|this)(\\.With\\(|\\.Count\\(|\\[)\"(?<key>[a-z_.]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Indexed();

    [GeneratedRegex(@"\.(one|other)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PluralEnd();
}
