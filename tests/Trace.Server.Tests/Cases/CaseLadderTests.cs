using Trace.Core.Enforcement;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>Cases move as the table says, and as nothing else does.</summary>
public sealed class CaseLadderTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_move_of_the_table_can_be_made(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);

        // The seller sends a proof that is not enough, then one that is.
        var settled = await world.OpenAsync();
        var link = await world.ContactAsync(settled);
        await world.RequestAsync(settled);
        (await world.ReplyAsync(await world.LinkAsync(settled), files: ("a.txt", "I may sell this."))).AssertStatus(200);
        var first = (await world.FindAsync(settled)).GetProperty("answers")[0].Text("id");
        var letter = await world.LetterAsync(settled, "reminder", new { what_is_open = "The letter names another shop." });
        (await world.MoveAsync(settled, "reject_proof", [letter], first, "It names another shop.")).AssertStatus(200);
        (await world.ReplyAsync(await world.LinkAsync(settled), files: ("b.txt", "My contract."))).AssertStatus(200);
        var second = (await world.FindAsync(settled)).GetProperty("answers")[1].Text("id");
        (await world.MoveAsync(settled, "accept_proof", answer: second, by: world.Ines)).AssertStatus(200);
        (await world.MoveAsync(settled, "reopen", reason: "It was another seller's contract.")).AssertStatus(200);
        (await world.MoveAsync(settled, "close", reason: "The offer is gone.")).AssertStatus(200);

        // Nobody answers, then somebody does; the platform removes the offer, the seller objects, and all is taken back.
        var long_ = await world.OpenAsync();
        await world.ContactAsync(long_);
        await world.RequestAsync(long_);
        await world.WaitAsync(15);
        (await world.MoveAsync(long_, "record_no_answer")).AssertStatus(200);
        (await world.MoveAsync(long_, "record_late_answer", answer: await world.AnswerAsync(long_))).AssertStatus(200);
        (await world.MoveAsync(long_, "record_refusal", answer: await world.AnswerAsync(long_))).AssertStatus(200);
        (await world.MoveAsync(long_, "complain", [await world.NoticeAsync(long_)])).AssertStatus(200);
        (await world.MoveAsync(long_, "record_removal", answer: await world.AnswerAsync(long_, "platform", "Removed."))).AssertStatus(200);
        (await world.MoveAsync(long_, "record_counter_notice", answer: await world.AnswerAsync(long_, "platform", "The seller objects."))).AssertStatus(200);
        (await world.MoveAsync(long_, "retract", [await world.LetterAsync(long_, "retraction", new { reason = "We were mistaken.", signer_contact = "kim@acme.example" })], reason: "A mistake.")).AssertStatus(200);

        // The platform does not follow it.
        var refused = await world.OpenAsync();
        await world.RefuseAsync(refused);
        var notice = await world.NoticeAsync(refused);
        (await world.Ines.Browser.PostAnswerAsync($"/api/v1/cases/{refused}/texts/{notice}/agree", new { confirm = true, password = Accounts.Person.Password })).AssertStatus(200);
        (await world.MoveAsync(refused, "complain", [notice])).AssertStatus(200);
        (await world.MoveAsync(refused, "record_platform_refusal", answer: await world.AnswerAsync(refused, "platform", "Not infringing."))).AssertStatus(200);

        var moved = new List<string>();
        foreach (var id in new[] { settled, long_, refused })
            moved.AddRange((await world.FindAsync(id)).GetProperty("steps").EnumerateArray().Select(step => step.Text("move")));
        Assert.Equal(Words.All<CaseMove>().Except(moved).Order(StringComparer.Ordinal), ["go_legal"]);
        Assert.Equal(("closed", "closed", "refused_by_platform"), (await world.StateAsync(settled), await world.StateAsync(long_), await world.StateAsync(refused)));
        Assert.NotEqual(link, await world.LinkAsync(settled));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Of_many_who_move_a_case_at_once_one_does_and_nothing_of_the_others_is_stored(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var letters = new List<string>();
        for (var i = 0; i < 6; i++)
            letters.Add(await world.LetterAsync(id, "first_letter"));

        var answers = await Task.WhenAll(letters.Select((letter, i) => world.MoveAsync(id, "contact_seller", [letter], by: i % 2 == 0 ? world.Kim : world.Ines, from: "draft")));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.AssertProblem(409, "case_moved"));
        var detail = await world.FindAsync(id);
        Assert.Equal(1, detail.GetProperty("steps").GetArrayLength());
        Assert.Single(detail.GetProperty("texts").EnumerateArray(), text => text.Text("status") == "sent");
        Assert.Equal(1, detail.GetProperty("replyLinks").GetArrayLength());
        Assert.Equal(5, (await world.AuditAsync()).Count(action => action == "case.move_refused"));
    }

    /// <summary>From one state into the same: the state alone does not tell that somebody else was there first.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_who_reject_a_proof_at_once_are_one_step(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        await world.ContactAsync(id);
        await world.RequestAsync(id);
        var (one, two) = (await world.AnswerAsync(id), await world.AnswerAsync(id));
        var letters = new[] { await world.LetterAsync(id, "reminder", new { what_is_open = "A" }), await world.LetterAsync(id, "reminder", new { what_is_open = "B" }) };

        var answers = await Task.WhenAll(
            world.MoveAsync(id, "reject_proof", [letters[0]], one, "One.", from: "proof_requested"), world.MoveAsync(id, "reject_proof", [letters[1]], two, "Two.", world.Ines, "proof_requested"));

        Assert.Equal([200, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(3, (await world.FindAsync(id)).GetProperty("steps").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_refused_says_why_and_changes_nothing_but_the_trail(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var bare = await world.OpenAsync(listing: await world.SeeAsync("nobody", withCapture: false));
        var letter = await world.LetterAsync(bare, "first_letter", new { seen_on = "2026-11-01" });

        var noCapture = await world.MoveAsync(bare, "contact_seller", [letter]);
        var noText = await world.MoveAsync(await world.OpenAsync(), "contact_seller");
        var wrongState = await world.MoveAsync(bare, "complain");
        var early = await world.OpenAsync();
        await world.ContactAsync(early);
        await world.RequestAsync(early);
        var tooEarly = await world.MoveAsync(early, "record_no_answer");
        var noReason = await world.MoveAsync(bare, "close");

        noCapture.AssertProblem(422, "case_refused");
        Assert.Contains("capture_missing", CaseWorld.CodesIn(noCapture));
        Assert.Contains("text_missing", CaseWorld.CodesIn(noText));
        Assert.Contains("move_not_allowed", CaseWorld.CodesIn(wrongState));
        Assert.Contains("time_not_passed", CaseWorld.CodesIn(tooEarly));
        Assert.Contains("reason_missing", CaseWorld.CodesIn(noReason));
        Assert.Equal(0, (await world.FindAsync(bare)).GetProperty("steps").GetArrayLength());
        Assert.Equal(5, (await world.AuditAsync()).Count(action => action == "case.move_refused"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Only_who_the_table_names_moves_and_only_a_person_signs(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        var letter = await world.LetterAsync(id, "first_letter");
        var refused = await world.OpenAsync();
        await world.RefuseAsync(refused);
        var notice = await world.NoticeAsync(refused);
        var body = new { move = "contact_seller", from = "draft", texts = new[] { letter }, confirm = true };

        (await world.Brand.Admin.PostAnswerAsync($"/api/v1/cases/{id}/moves", body)).AssertProblem(403, "person_needed");
        (await (await world.Server.NewClientAsync(world.Brand, "brand_viewer")).PostAnswerAsync($"/api/v1/cases/{id}/moves", body)).AssertProblem(403, "forbidden");
        (await (await world.Server.NewClientAsync(world.Brand, "factory")).GetAnswerAsync($"/api/v1/cases/{id}")).AssertProblem(403, "forbidden");
        (await world.MoveAsync(refused, "complain", [notice], by: world.Ines)).AssertProblem(403, "forbidden");
        (await world.MoveAsync(id, "contact_seller", [letter], password: "another one entirely")).AssertProblem(401, "sign_in_failed");
        (await world.Kim.Browser.PostAnswerAsync($"/api/v1/cases/{id}/moves", new { move = "contact_seller", from = "draft", texts = new[] { letter }, password = Accounts.Person.Password })).AssertProblem(422, "invalid_case");
        Assert.Equal("draft", await world.StateAsync(id));
        // What asserts nothing and is signed by nobody, a machine may record.
        (await world.Brand.Admin.PostAnswerAsync($"/api/v1/cases/{id}/moves", new { move = "close", from = "draft", reason = "Gone." })).AssertStatus(200);
        // A limited caller sees no case.
        (await (await world.Server.NewClientAsync(world.Brand, "inspector", world.Brand.Gtin)).GetAnswerAsync("/api/v1/cases")).AssertProblem(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_step_is_in_the_transparency_log_without_a_name_or_a_word(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        await world.ContactAsync(id);
        (await world.MoveAsync(id, "close", reason: "SECRETREASON")).AssertStatus(200);

        var records = await world.RecordsAsync("case_step");
        Assert.Equal(2, records.Count);
        Assert.Contains("\"move\":\"contact_seller\"", records[0], StringComparison.Ordinal);
        Assert.All(new[] { "SECRETREASON", "Kim", "kim@", "oelhandel", "ebay.example", "/reply/" }, word => Assert.All(records, record => Assert.DoesNotContain(word, record, StringComparison.OrdinalIgnoreCase)));
        Assert.All((await world.FindAsync(id)).GetProperty("steps").EnumerateArray(), step => Assert.NotEmpty(step.Text("record")));
    }
}
