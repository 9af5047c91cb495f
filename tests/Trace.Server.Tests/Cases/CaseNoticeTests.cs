using Microsoft.Extensions.DependencyInjection;
using Trace.Core.Enforcement;
using Trace.Server.Cases;
using Trace.Server.Tests.Accounts;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>Nothing incomplete goes out; what went out is kept, counted, and can be taken back.</summary>
public sealed class CaseNoticeTests
{
    /// <summary>Every form, every field it needs: without it the notice does not go out, and the field is named.</summary>
    [Fact]
    public async Task One_missing_field_of_any_form_stops_the_notice_and_is_named()
    {
        await using var world = await CaseWorld.StartAsync(Engine.Sqlite);
        var id = await world.OpenAsync();
        await world.RefuseAsync(id);
        foreach (var form in NoticeForms.Current.All)
        {
            var notice = await world.NoticeAsync(id, form.Id, new { });
            var needed = form.Fields.Where(field => field.RequiredFor.Count > 0 && field.Name != "signature").Select(field => field.Name).ToList();
            foreach (var name in needed)
            {
                var answer = (await world.Kim.Browser.PatchAnswerAsync($"/api/v1/cases/{id}/texts/{notice}", new { values = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = "" } })).AssertStatus(200).Json;
                if (form.Claims.Contains(ClaimKind.Unauthorized) && form.Rights.Contains(RightKind.TradeMark) && form.Fields.First(field => field.Name == name).RequiredFor.Contains(ClaimKind.Unauthorized))
                    Assert.Contains(name, answer.GetProperty("missing").EnumerateArray().Where(gap => gap.Text("code") == "field_missing").Select(gap => gap.Text("name")));
                else
                    Assert.NotEqual(0, answer.GetProperty("missing").GetArrayLength());
            }

            var refused = await world.MoveAsync(id, "complain", [notice]);
            refused.AssertProblem(422, "case_refused");
            Assert.Equal("refused", await world.StateAsync(id));
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_went_out_is_kept_as_signed_with_its_hash_and_versions(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        await world.ComplainAsync(id);

        var text = (await world.FindAsync(id)).GetProperty("texts").EnumerateArray().Single(text => text.Text("kind") == "notice");
        var detail = (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/texts/{text.Text("id")}")).AssertStatus(200).Json;
        var file = (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/texts/{text.Text("id")}/file")).AssertStatus(200);

        Assert.Equal(("sent", "hand", NoticeForms.Current.Version, LegalRequirements.Current.Version), (text.Text("status"), text.Text("delivery"), text.Text("formsVersion"), text.Text("lawVersion")));
        Assert.Equal(("Kim", "Brand administrator"), (detail.Text("signer"), detail.Text("signerRole")));
        Assert.Contains("\"form\":\"dsa-notice\"", detail.Text("json"), StringComparison.Ordinal);
        Assert.Contains("https://ebay.example/itm/oelhandel24", detail.Text("body"), StringComparison.Ordinal);
        Assert.Equal(text.Text("sha256"), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Body)));
        Assert.StartsWith("%PDF", file.Text, StringComparison.Ordinal);
        Assert.Contains(text.Text("sha256"), (await world.RecordsAsync("case_step"))[^1], StringComparison.Ordinal);
        (await world.Kim.Browser.PatchAnswerAsync($"/api/v1/cases/{id}/texts/{text.Text("id")}", new { values = new { explanation = "Another." } })).AssertProblem(409, "text_sent");
        (await world.Kim.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/cases/{id}/texts/{text.Text("id")}")).AssertProblem(409, "text_sent");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task After_a_refused_notice_the_next_one_needs_a_second_person(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var first = await world.OpenAsync();
        await world.ComplainAsync(first);
        (await world.MoveAsync(first, "record_platform_refusal", answer: await world.AnswerAsync(first, "platform", "No."))).AssertStatus(200);
        var second = await world.OpenAsync();
        await world.RefuseAsync(second);
        var notice = await world.NoticeAsync(second);
        Task<Answer> AgreeAsync(Person person) => person.Browser.PostAnswerAsync($"/api/v1/cases/{second}/texts/{notice}/agree", new { confirm = true, password = Person.Password });

        var alone = await world.MoveAsync(second, "complain", [notice]);
        (await AgreeAsync(world.Kim)).AssertStatus(200);
        var oneself = await world.MoveAsync(second, "complain", [notice]);
        (await AgreeAsync(world.Ines)).AssertStatus(200);
        (await world.Kim.Browser.PatchAnswerAsync($"/api/v1/cases/{second}/texts/{notice}", new { values = new { explanation = "Changed afterwards." } })).AssertStatus(200);
        var changed = await world.MoveAsync(second, "complain", [notice]);
        (await AgreeAsync(world.Ines)).AssertStatus(200);
        var agreed = await world.MoveAsync(second, "complain", [notice]);

        Assert.Contains("second_person_missing", CaseWorld.CodesIn(alone.AssertStatus(422)));
        Assert.Contains("second_person_missing", CaseWorld.CodesIn(oneself.AssertStatus(422)));
        Assert.Contains("second_person_missing", CaseWorld.CodesIn(changed.AssertStatus(422)));
        agreed.AssertStatus(200);
        (await world.Brand.Admin.PostAnswerAsync($"/api/v1/cases/{second}/texts/{notice}/agree", new { confirm = true })).AssertStatus(403);
        var acceptance = Assert.Single((await world.Kim.Browser.GetAnswerAsync("/api/v1/cases/acceptance")).AssertStatus(200).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(("ebay", 1, true), (acceptance.Text("platform"), acceptance.GetProperty("refused").GetInt32(), acceptance.GetProperty("needsSecondPerson").GetBoolean()));
        // What was refused by mistake is corrected.
        var refused = (await world.FindAsync(first)).GetProperty("texts").EnumerateArray().Single(text => text.Text("kind") == "notice").Text("id");
        (await world.Kim.Browser.PostAnswerAsync($"/api/v1/cases/{first}/texts/{refused}/outcome", new { outcome = "accepted" })).AssertStatus(200);
        Assert.False((await world.Kim.Browser.GetAnswerAsync("/api/v1/cases/acceptance")).Json.GetProperty("items")[0].GetProperty("needsSecondPerson").GetBoolean());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task All_that_went_out_is_taken_back_with_everybody_it_went_to(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        await world.ComplainAsync(id);
        (await world.MoveAsync(id, "record_removal", answer: await world.AnswerAsync(id, "platform", "Removed."))).AssertStatus(200);
        var draft = await world.LetterAsync(id, "retraction", new { reason = "We were mistaken.", signer_contact = "kim@acme.example" });

        (await world.MoveAsync(id, "retract", [draft], reason: "Our list was out of date.")).AssertStatus(200);
        var again = await world.MoveAsync(id, "retract", [await world.LetterAsync(id, "retraction", new { reason = "x", signer_contact = "x" })], reason: "Again.");

        var texts = (await world.FindAsync(id)).GetProperty("texts").EnumerateArray().ToList();
        var out_ = texts.Where(text => text.Text("status") == "taken_back").ToList();
        Assert.Equal(["first_letter", "notice"], out_.Select(text => text.Text("kind")).Order(StringComparer.Ordinal));
        var retractions = texts.Where(text => text.Text("kind") == "retraction" && text.Text("status") == "sent").ToList();
        Assert.Equal(out_.Select(text => text.Text("id")).Order(StringComparer.Ordinal), retractions.Select(text => text.Text("takesBack")).Order(StringComparer.Ordinal));
        var bodies = new List<string>();
        foreach (var text in retractions)
            bodies.Add((await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/texts/{text.Text("id")}")).Json.Text("body"));
        Assert.Contains(bodies, body => body.StartsWith("To ebay", StringComparison.Ordinal));
        Assert.Contains(bodies, body => body.StartsWith("To Ölhandel 24", StringComparison.Ordinal));
        Assert.Contains("nothing_out", CaseWorld.CodesIn(again.AssertStatus(422)));
        // What was taken back counts neither for nor against.
        Assert.Equal(0, (await world.Kim.Browser.GetAnswerAsync("/api/v1/cases/acceptance")).Json.GetProperty("items").GetArrayLength());
        Assert.Equal("closed", await world.StateAsync(id));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_letter_goes_by_mail_with_its_file_and_is_tried_again_until_it_is_taken(Engine engine)
    {
        using var sink = new MailSink { Refuses = true };
        await using var world = await CaseWorld.StartAsync(engine, "--Smtp:Host=127.0.0.1", $"--Smtp:Port={sink.Port}", "--Smtp:Security=none", "--Smtp:From=trace@acme.example");
        var id = await world.OpenAsync();
        var letter = await world.LetterAsync(id, "first_letter");

        (await world.Kim.Browser.PostAnswerAsync(
            $"/api/v1/cases/{id}/moves", new { move = "contact_seller", from = "draft", texts = new[] { letter }, confirm = true, password = Person.Password, delivery = "mail" })).AssertStatus(200);
        async Task<System.Text.Json.JsonElement> TextAsync() => (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/texts/{letter}")).AssertStatus(200).Json.GetProperty("text");
        Assert.True((await TextAsync()).GetProperty("mailPending").GetBoolean());
        sink.Refuses = false;
        world.Clock.Advance(TimeSpan.FromMinutes(11));
        await world.Server.Services.GetRequiredService<CaseSending>().SendDueAsync(TestContext.Current.CancellationToken);

        var mail = sink.Take();
        while (!mail.To.Contains("shop@oelhandel24.example", StringComparison.Ordinal))
            mail = sink.Take();
        Assert.Contains("application/pdf", mail.Text, StringComparison.Ordinal);
        Assert.False((await TextAsync()).GetProperty("mailPending").GetBoolean());
    }
}
