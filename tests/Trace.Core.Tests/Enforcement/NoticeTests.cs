using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Core.Enforcement;
using Xunit;

namespace Trace.Core.Tests.Enforcement;

/// <summary>The platforms' forms: every required field taken away once is named, and nothing incomplete is written.</summary>
public sealed class NoticeTests
{
    private static readonly NoticeForms Forms = NoticeForms.Current;

    public static TheoryData<string> FormIds => [.. Forms.All.Select(form => form.Id)];

    [Fact]
    public void Every_form_and_field_has_a_source()
    {
        Assert.NotEmpty(Forms.Version);
        Assert.Equal(["ebay-noci", "amazon-report", "alibaba-ipp", "dsa-notice", "dmca-notice"], Forms.All.Select(form => form.Id));
        Assert.All(Forms.All.SelectMany(form => form.Fields), field =>
        {
            Assert.Equal("https", field.Source.Url.Scheme);
            Assert.NotEmpty(field.Source.Title);
        });
    }

    /// <summary>What each form cannot do without, written down once more.</summary>
    [Theory]
    [InlineData("ebay-noci", "", "ip_owner submitter_name submitter_title address email phone items reason_code explanation registration good_faith authority signature date")]
    [InlineData("amazon-report", "order_ids", "role owner_name brand registration where products explanation submitter_name address phone email seller_contact good_faith authority signature")]
    [InlineData("alibaba-ipp", "order_number test_report", "platform identification submitter_name email address registration certificate complaint_type reason listings explanation evidence good_faith authority signature")]
    [InlineData("dsa-notice", "", "explanation urls right submitter_name email good_faith")]
    [InlineData("dmca-notice", "", "work material submitter_name address phone email good_faith accuracy authority signature")]
    public void The_fields_a_form_requires_are_these(string id, string forCounterfeitAlone, string always)
    {
        var form = Forms.Find(id)!;
        Assert.Equal(always.Split(' '), form.Fields.Where(field => form.Claims.All(field.RequiredFor.Contains)).Select(field => field.Name));
        Assert.Equal(forCounterfeitAlone.Split(' ', StringSplitOptions.RemoveEmptyEntries), form.Fields.Where(field => field.RequiredFor is [ClaimKind.Counterfeit]).Select(field => field.Name));
    }

    [Theory]
    [MemberData(nameof(FormIds))]
    public void A_complete_form_is_taken_in_every_country_and_for_every_claim_and_right_it_is_for(string id)
    {
        var form = Forms.Find(id)!;
        foreach (var subject in Subjects(form))
            Assert.Empty(Check(form, subject, Filled(form)));
    }

    [Theory]
    [MemberData(nameof(FormIds))]
    public void Each_required_field_taken_away_is_named(string id)
    {
        var form = Forms.Find(id)!;
        foreach (var claim in form.Claims)
        {
            var subject = Subjects(form).First(subject => subject.Claim == claim);
            var required = form.Fields.Where(field => field.RequiredFor.Contains(claim)).ToList();
            Assert.True(required.Count >= 5);
            foreach (var field in required)
            {
                Assert.Contains(Check(form, subject, Without(form, field.Name)), gap => gap.Code == "field_missing" && gap.Name == field.Name);
                Assert.Contains(Check(form, subject, With(form, field.Name, " \n")), gap => gap.Code == "field_missing" && gap.Name == field.Name);
                Assert.False(Notice.TryWrite(Forms, form, subject, Without(form, field.Name), LegalRequirements.Current, out var notice, out _));
                Assert.Null(notice);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FormIds))]
    public void An_optional_field_may_be_left_out(string id)
    {
        var form = Forms.Find(id)!;
        foreach (var subject in Subjects(form))
        {
            var optional = form.Fields.Where(field => !field.RequiredFor.Contains(subject.Claim) && field.States.Count == 0);
            Assert.All(optional, field => Assert.Empty(Check(form, subject, Without(form, field.Name))));
        }
    }

    [Theory]
    [MemberData(nameof(FormIds))]
    public void A_field_that_is_too_long_or_not_of_its_kind_is_named(string id)
    {
        var form = Forms.Find(id)!;
        var subject = Subjects(form).First();
        foreach (var field in form.Fields)
        {
            Assert.Contains(Check(form, subject, With(form, field.Name, new string('x', field.MaxLength + 1))), gap => gap.Code == "field_too_long" && gap.Name == field.Name);
            Assert.Contains(Check(form, subject, With(form, field.Name, "\u0007")), gap => gap.Code == "field_invalid" && gap.Name == field.Name);
            Assert.Contains(Check(form, subject, With(form, field.Name, "\ud800")), gap => gap.Code == "field_invalid" && gap.Name == field.Name);
            if (field.Kind is not (NoticeFieldKind.Text or NoticeFieldKind.Lines))
                Assert.Contains(Check(form, subject, With(form, field.Name, "no such thing")), gap => gap.Code == "field_invalid" && gap.Name == field.Name);
            if (field.MaxItems is { } most)
                Assert.Contains(Check(form, subject, With(form, field.Name, string.Join('\n', Enumerable.Repeat("http://a", most + 1)))), gap => gap.Code == "field_too_many" && gap.Name == field.Name);
        }

        Assert.Equal(["field_unknown"], Check(form, subject, With(form, "colour", "red")).Codes());
    }

    [Theory]
    [InlineData(RightKind.TradeMark)]
    [InlineData(RightKind.Design)]
    [InlineData(RightKind.Patent)]
    public void A_dmca_notification_is_refused_for_anything_but_copyright(RightKind right)
    {
        var form = Forms.Find("dmca-notice")!;
        var gap = Assert.Single(Check(form, new NoticeSubject(ClaimKind.Copied, right, "US", []), Filled(form)));
        Assert.Equal(("right_not_taken", Words.Of(right), true), (gap.Code, gap.Name, gap.Blocks));
    }

    [Fact]
    public void A_form_has_no_place_for_other_claims_or_countries()
    {
        var ebay = Forms.Find("ebay-noci")!;
        Assert.Equal(["claim_not_taken"], Check(ebay, new NoticeSubject(ClaimKind.Unauthorized, RightKind.TradeMark, "DE", [Statement.LegitimateReason]), Filled(ebay)).Codes());
        var dmca = Forms.Find("dmca-notice")!;
        Assert.Equal(["claim_not_taken"], Check(dmca, new NoticeSubject(ClaimKind.Counterfeit, RightKind.Copyright, "US", []), Filled(dmca)).Codes());
        var dsa = Forms.Find("dsa-notice")!;
        Assert.Equal(["country_not_taken"], Check(dsa, new NoticeSubject(ClaimKind.Copied, RightKind.TradeMark, "US", []), Filled(dsa)).Codes());
    }

    [Fact]
    public void A_notice_on_resale_states_why_it_can_be_opposed()
    {
        var form = Forms.Find("dsa-notice")!;
        var subject = new NoticeSubject(ClaimKind.Unauthorized, RightKind.TradeMark, "FR", []);
        Assert.Equal(["eutmr-exhaustion", "tm-directive-exhaustion"], Check(form, subject, Filled(form)).Select(gap => gap.Name));
        Assert.Empty(Check(form, subject with { Grounds = [Statement.FirstSaleOutside] }, Filled(form)));
    }

    [Fact]
    public void The_notice_is_canonical_json_and_text_to_copy()
    {
        var form = Forms.Find("dsa-notice")!;
        var fields = With(form, "explanation", "Line one \"quoted\" \\ back\nLine two é 中 😀");
        Assert.True(Notice.TryWrite(Forms, form, new NoticeSubject(ClaimKind.Copied, RightKind.TradeMark, "DE", []), fields, LegalRequirements.Current, out var notice, out _));

        Assert.StartsWith("{\"fields\":{\"email\":\"person.a@example.org\",\"evidence\":[\"" + SampleFacts.Hash, notice.Json, StringComparison.Ordinal);
        Assert.Contains("\"explanation\":\"Line one \\\"quoted\\\" \\\\ back\\nLine two é 中 😀\"", notice.Json, StringComparison.Ordinal);
        Assert.EndsWith(",\"form\":\"dsa-notice\",\"forms\":\"" + Forms.Version + "\"}", notice.Json, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(notice.Json);
        var read = json.RootElement.GetProperty("fields");
        Assert.Equal(fields["explanation"], read.GetProperty("explanation").GetString());
        Assert.True(read.GetProperty("good_faith").GetBoolean());
        Assert.Equal(2, read.GetProperty("urls").GetArrayLength());
        Assert.Equal(read.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), read.EnumerateObject().Select(member => member.Name));

        Assert.StartsWith(form.Name + "\n\nWhy the content is considered illegal\nLine one \"quoted\" \\ back\nLine two é 中 😀\n\n", notice.Text, StringComparison.Ordinal);
        Assert.All(form.Fields, field => Assert.Contains('\n' + field.Label + '\n', notice.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id", null, "id is missing")]
    [InlineData("id", "ebay-noci", "id is that of an earlier form")]
    [InlineData("note", "", "note is missing")]
    [InlineData("claims", "[\"fake\"]", "claims are of")]
    [InlineData("rights", "[]", "rights are of")]
    [InlineData("countries", "[\"Europe\"]", "countries")]
    [InlineData("fields", "[]", "fields are missing")]
    [InlineData("sources", "{}", "source is not among")]
    [InlineData("sources", "{\"owners\":{\"title\":\"x\",\"url\":\"ftp://x\"}}", "source owners has no title or no https address")]
    public void A_broken_form_is_refused_with_its_line(string name, string? value, string problem)
    {
        var file = JsonNode.Parse(Bytes)!;
        file["forms"]![1]!.AsObject()[name] = value is ['[' or '{', ..] ? JsonNode.Parse(value) : value;
        Refuses(file, problem);
    }

    [Theory]
    [InlineData("name", "\"Not Small\"", "no name of its own")]
    [InlineData("name", "\"owner_name\"", "no name of its own")]
    [InlineData("label", "\"\"", "label is missing")]
    [InlineData("kind", "\"number\"", "kind is one of")]
    [InlineData("kind", "\"text\"", "choices belong to a choice")]
    [InlineData("maxLength", "0", "maxLength")]
    [InlineData("maxItems", "0", "maxLength")]
    [InlineData("states", "[\"truth\"]", "states are of")]
    [InlineData("source", "\"hearsay\"", "source is not among")]
    [InlineData("requiredFor", "[\"counterfeit\"]", "stands in place of required")]
    public void A_broken_field_is_refused_with_the_line_of_its_form(string name, string value, string problem)
    {
        var file = JsonNode.Parse(Bytes)!;
        file["forms"]![1]!["fields"]![0]!.AsObject()[name] = JsonNode.Parse(value);
        Refuses(file, problem);
    }

    private static void Refuses(JsonNode file, string problem)
    {
        var json = file.ToJsonString(new() { WriteIndented = true });
        Assert.False(NoticeForms.TryRead(Encoding.UTF8.GetBytes(json), out _, out var problems));
        var line = json.Split('\n').Index().Where(row => row.Item.TrimEnd('\r') == "    {").ElementAt(1).Index + 1;
        Assert.Contains(problems, found => found.StartsWith($"Line {line}, ", StringComparison.Ordinal) && found.Contains(problem, StringComparison.Ordinal));
    }

    private static byte[] Bytes
    {
        get
        {
            using var stream = typeof(NoticeForms).Assembly.GetManifestResourceStream("Trace.Core.Enforcement.notice-forms.json")!;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return memory.ToArray();
        }
    }

    private static IReadOnlyList<Gap> Check(NoticeForm form, NoticeSubject subject, IReadOnlyDictionary<string, string> fields) => Notice.Check(form, subject, fields, LegalRequirements.Current);

    private static IEnumerable<NoticeSubject> Subjects(NoticeForm form) =>
        from claim in form.Claims
        from right in form.Rights
        from country in new[] { "DE", "US", "GB", "CN", "NO", "JP" }
        where form.Countries.Count == 0 || Territory.Holds(form.Countries, country)
        select new NoticeSubject(claim, right, country, claim is ClaimKind.Unauthorized or ClaimKind.Diverted ? [Statement.NeverSoldByOwner] : []);

    private static Dictionary<string, string> Filled(NoticeForm form) => form.Fields.ToDictionary(field => field.Name, field => field.Kind switch
    {
        NoticeFieldKind.Email => "person.a@example.org",
        NoticeFieldKind.Urls => field.MaxItems == 1 ? "https://shop.example.org/1" : "https://shop.example.org/1\nhttps://shop.example.org/2",
        NoticeFieldKind.Countries => "DE\nFR",
        NoticeFieldKind.Date => "2026-11-29",
        NoticeFieldKind.Choice => field.Choices[0],
        NoticeFieldKind.Confirmation => "true",
        NoticeFieldKind.Files => SampleFacts.Hash,
        _ => "123",
    });

    private static Dictionary<string, string> Without(NoticeForm form, string name)
    {
        var fields = Filled(form);
        fields.Remove(name);
        return fields;
    }

    private static Dictionary<string, string> With(NoticeForm form, string name, string value)
    {
        var fields = Filled(form);
        fields[name] = value;
        return fields;
    }
}
