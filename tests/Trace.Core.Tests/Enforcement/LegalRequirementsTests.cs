using System.Text;
using System.Text.Json.Nodes;
using Trace.Core.Enforcement;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>The data file of the law: whole, sourced, and refused when it is broken.</summary>
public sealed class LegalRequirementsTests
{
    private static readonly LegalRequirements Law = LegalRequirements.Current;

    [Fact]
    public void Every_line_has_a_law_an_article_and_an_address()
    {
        Assert.NotEmpty(Law.Version);
        Assert.True(Law.Lines.Count > 25);
        Assert.All(Law.Lines, line =>
        {
            Assert.All(new[] { line.Id, line.Law, line.Article, line.Says }, text => Assert.False(string.IsNullOrWhiteSpace(text)));
            Assert.Equal("https", line.Url.Scheme);
        });
    }

    [Fact]
    public void A_notice_in_the_union_has_what_the_services_act_asks_and_each_missing_statement_is_named()
    {
        string[] all = ["explanation", "exact_location", "submitter_name", "submitter_email", "good_faith"];
        Assert.Empty(Missing("FR", ClaimKind.Counterfeit, RightKind.TradeMark, all));
        Assert.All(all, left => Assert.Single(Missing("FR", ClaimKind.Counterfeit, RightKind.TradeMark, [.. all.Where(word => word != left)])));
        Assert.Empty(Missing("CH", ClaimKind.Counterfeit, RightKind.TradeMark, []));
    }

    [Fact]
    public void The_seven_elements_of_a_notification_are_asked_of_copyright_in_the_states_alone()
    {
        Assert.Equal(7, Missing("US", ClaimKind.Copied, RightKind.Copyright, []).Count);
        Assert.DoesNotContain(Law.For("US", ClaimKind.Counterfeit, RightKind.TradeMark, OutgoingKind.Notice), line => line.Id.StartsWith("dmca-", StringComparison.Ordinal));
        Assert.DoesNotContain(Law.For("DE", ClaimKind.Copied, RightKind.Copyright, OutgoingKind.Notice), line => line.Id.StartsWith("dmca-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("NO", RightKind.TradeMark, "tm-directive-exhaustion")]
    [InlineData("DE", RightKind.TradeMark, "eutmr-exhaustion,tm-directive-exhaustion,markeng-exhaustion")]
    [InlineData("DE", RightKind.Design, "design-exhaustion")]
    [InlineData("DE", RightKind.Copyright, "copyright-exhaustion")]
    [InlineData("DE", RightKind.Patent, "patent-exhaustion-eea")]
    [InlineData("GB", RightKind.TradeMark, "uk-exhaustion")]
    [InlineData("US", RightKind.TradeMark, "us-first-sale")]
    [InlineData("US", RightKind.Patent, "us-patent-exhaustion")]
    [InlineData("US", RightKind.Copyright, "us-copy-first-sale")]
    [InlineData("CN", RightKind.TradeMark, "")]
    public void Resale_has_its_limits_by_country_and_right_for_what_is_resold_alone(string country, RightKind right, string ids)
    {
        foreach (var claim in new[] { ClaimKind.Unauthorized, ClaimKind.Diverted })
            Assert.Equal(ids, string.Join(',', Law.For(country, claim, right, OutgoingKind.Notice).Where(line => line.ExhaustedIn.Count > 0).Select(line => line.Id)));
        foreach (var claim in new[] { ClaimKind.Copied, ClaimKind.Counterfeit })
            Assert.DoesNotContain(Law.For(country, claim, right, OutgoingKind.Notice), line => line.ExhaustedIn.Count > 0);
    }

    [Fact]
    public void A_letter_is_asked_to_state_nothing_and_shown_its_limits()
    {
        var lines = Law.Lines.Where(line => line.Documents.Contains(OutgoingKind.Letter)).ToList();
        Assert.All(lines, line => Assert.Empty(line.States));
        Assert.Contains(Law.For("DE", ClaimKind.Unauthorized, RightKind.TradeMark, OutgoingKind.Letter), line => line.Id == "de-unfounded-warning");
    }

    [Theory]
    [InlineData("id", null, "id is missing")]
    [InlineData("id", "dsa-explanation", "id is that of an earlier line")]
    [InlineData("jurisdiction", "Europe", "jurisdiction")]
    [InlineData("jurisdiction", "*", "jurisdiction")]
    [InlineData("says", "", "says is missing")]
    [InlineData("law", null, "law is missing")]
    [InlineData("article", " ", "article is missing")]
    [InlineData("url", "eur-lex", "url")]
    [InlineData("url", "http://example.org/", "url")]
    [InlineData("claims", "[]", "claims are of")]
    [InlineData("claims", "[\"fake\"]", "claims are of")]
    [InlineData("rights", null, "rights are of")]
    [InlineData("documents", "[\"fax\"]", "documents are of")]
    [InlineData("states", "[\"nothing_known\"]", "states are of")]
    [InlineData("states", "[]", "states are of")]
    [InlineData("exhaustedIn", "[\"EEA\"]", "a line with exhaustedIn states grounds")]
    [InlineData("exhaustedIn", "[\"Europe\"]", "exhaustedIn is of countries")]
    public void A_broken_line_is_refused_with_its_number(string name, string? value, string problem)
    {
        var file = JsonNode.Parse(Bytes)!;
        var line = file["lines"]![1]!.AsObject();
        line[name] = value?.StartsWith('[') == true ? JsonNode.Parse(value) : value;
        var json = Encoding.UTF8.GetBytes(file.ToJsonString(new() { WriteIndented = true }));

        Assert.False(LegalRequirements.TryRead(json, out _, out var problems));
        var text = Encoding.UTF8.GetString(json).Split('\n');
        var second = text.Index().Where(row => row.Item.TrimEnd('\r') == "    {").ElementAt(1).Index + 1;
        Assert.Contains(problems, found => found.StartsWith($"Line {second}, ", StringComparison.Ordinal) && found.Contains(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\n\"version\": \"1\",\n\"lines\": [ }", "Line 3")]
    [InlineData("{\n\"version\": \"1\",\n\"rules\": []}", "Line 3")]
    [InlineData("{\"version\": \"1\", \"version\": \"2\", \"lines\": []}", "Line 1")]
    [InlineData("{\"version\": \"1\", \"lines\": []}", "The file has no lines.")]
    [InlineData("{\"version\": \"1\", \"lines\": [\nnull]}", "Line 2")]
    [InlineData("{\"lines\": []}", "The file has no version.")]
    [InlineData("null", "null")]
    [InlineData("", "Line 1")]
    public void What_is_no_such_file_is_refused(string json, string problem)
    {
        Assert.False(LegalRequirements.TryRead(Encoding.UTF8.GetBytes(json), out var law, out var problems));
        Assert.Null(law);
        Assert.Contains(problems, found => found.Contains(problem, StringComparison.Ordinal));
    }

    private static byte[] Bytes
    {
        get
        {
            using var stream = typeof(LegalRequirements).Assembly.GetManifestResourceStream("Trace.Core.Enforcement.legal-requirements.json")!;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        }
    }

    private static IReadOnlyList<Gap> Missing(string country, ClaimKind claim, RightKind right, string[] stated) => Law.Missing(country, claim, right, OutgoingKind.Notice, stated);
}
