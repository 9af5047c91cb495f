using Trace.Server.Tests.Rights;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Cases;

/// <summary>What a claim rests on is looked at when it is made to a platform, and shown before.</summary>
public sealed class CaseClaimTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_right_that_expired_stops_the_complaint(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var until = world.Clock.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var ends = (await world.Brand.Admin.PostAsync("/api/v1/rights", TestRights.With(number: "018765433", until: until))).Text("id");
        var id = await world.OpenAsync(rights: [world.Right, ends]);
        await world.RefuseAsync(id);
        var notice = await world.NoticeAsync(id);
        await world.WaitAsync(21);

        var refused = await world.MoveAsync(id, "complain", [notice]);

        refused.AssertProblem(422, "case_refused");
        Assert.Contains("right_expired", CaseWorld.CodesIn(refused));
        Assert.Equal("refused", await world.StateAsync(id));
        // Left out, the other one carries it.
        (await world.Kim.Browser.PatchAnswerAsync($"/api/v1/cases/{id}", new { rights = new[] { world.Right } })).AssertStatus(200);
        (await world.MoveAsync(id, "complain", [notice])).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_claim_without_its_evidence_does_not_go_to_a_platform(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var noGround = await world.OpenAsync(grounds: []);
        await world.RefuseAsync(noGround);
        var noPurchase = await world.OpenAsync("counterfeit");
        await world.RefuseAsync(noPurchase);

        var ground = await world.MoveAsync(noGround, "complain", [await world.NoticeAsync(noGround)]);
        var purchase = await world.MoveAsync(noPurchase, "complain", [await world.NoticeAsync(noPurchase)]);

        Assert.Contains("ground_missing", CaseWorld.CodesIn(ground.AssertStatus(422)));
        Assert.Superset(new HashSet<string> { "purchase_missing", "unit_not_scanned", "finding_missing" }, CaseWorld.CodesIn(purchase.AssertStatus(422)).ToHashSet());
        var missing = (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{noPurchase}/missing")).AssertStatus(200).Json;
        var own = missing.GetProperty("claims").EnumerateArray().Single(claim => claim.Text("claim") == "counterfeit");
        Assert.Contains("finding_missing", own.GetProperty("missing").EnumerateArray().Select(gap => gap.Text("code")));
        // Another claim of the same case has all it needs.
        Assert.Equal(0, missing.GetProperty("claims").EnumerateArray().Single(claim => claim.Text("claim") == "unauthorized").GetProperty("missing").GetArrayLength());
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_unit_that_answers_issued_blocks_that_it_is_not_the_brands(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var batch = await world.Brand.CreateBatchAsync(2);
        var codes = await world.Brand.UrisAsync(batch, 0, 2);
        var issued = await world.BuyAsync(codes[0]);
        var bare = await world.BuyAsync(code: null);
        var (blocked, free) = (await world.OpenAsync("counterfeit", purchase: issued), await world.OpenAsync("counterfeit", purchase: bare));

        async Task<IReadOnlyList<(string Code, bool Blocks)>> GapsAsync(string id) => [.. (await world.Kim.Browser.GetAnswerAsync($"/api/v1/cases/{id}/missing")).AssertStatus(200).Json
            .GetProperty("claims").EnumerateArray().Single(claim => claim.Text("claim") == "counterfeit").GetProperty("missing").EnumerateArray().Select(gap => (gap.Text("code"), gap.GetProperty("blocks").GetBoolean()))];
        Assert.Contains(("unit_answers_issued", true), await GapsAsync(blocked));
        Assert.Empty(await GapsAsync(free));
        await world.RefuseAsync(blocked);
        var refused = await world.MoveAsync(blocked, "complain", [await world.NoticeAsync(blocked)]);
        Assert.Contains("unit_answers_issued", CaseWorld.CodesIn(refused.AssertStatus(422)));
        await world.RefuseAsync(free);
        (await world.MoveAsync(free, "complain", [await world.NoticeAsync(free)])).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_a_case_needs_cannot_be_erased_before_it_is_closed(Engine engine)
    {
        await using var world = await CaseWorld.StartAsync(engine);
        var id = await world.OpenAsync();
        Task<Answer> EraseAsync() => world.Brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/listings/{world.Listing}");

        (await EraseAsync()).AssertStatus(409);
        (await world.MoveAsync(id, "close", reason: "Gone.")).AssertStatus(200);
        (await world.MoveAsync(id, "reopen", reason: "Back.")).AssertStatus(200);
        (await EraseAsync()).AssertStatus(409);
        (await world.MoveAsync(id, "close", reason: "Gone.")).AssertStatus(200);
        (await EraseAsync()).AssertStatus(204);
        Assert.Equal("closed", await world.StateAsync(id));
    }
}
