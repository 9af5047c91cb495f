using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Rights;
using Trace.Server.Storage;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Rights;

/// <summary>The rights of a brand: what may be entered, where each stands today, and that what a case rests on stays.</summary>
public sealed class RightTests
{
    private const string Path = "/api/v1/rights";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_was_entered_is_read_again_and_replaced_as_a_whole(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();

        var created = (await brand.Admin.PostAnswerAsync(Path, TestRights.With(until: "2999-01-31", owner: "Maria Olio"), "k")).AssertStatus(201);
        var again = (await brand.Admin.PostAnswerAsync(Path, TestRights.With(until: "2999-01-31", owner: "Maria Olio"), "k")).AssertStatus(201);
        var photo = (await brand.Admin.PostAsync(Path, TestRights.With("copyright", "none", number: null, "Photo of the bottle", ["DE", "US"], [], from: "2024-01-01"))).Text("id");

        Assert.True(again.IsReplay);
        var id = created.Json.Text("id");
        Assert.Equal($"{Path}/{id}", created.Location);
        var read = (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200).Json;
        Assert.Equal(created.Text, read.GetRawText());
        Assert.Equal(
            ("trade_mark", "EUIPO", "018765432", "CASA OLIO", "2021-03-01", "2999-01-31", "Maria Olio", "registered"),
            (read.Text("kind"), read.Text("office"), read.Text("number"), read.Text("title"), read.Text("from"), read.Text("until"), read.Text("owner"), read.Text("standing")));
        Assert.Equal(("[\"EU\"]", "[29,35]"), (read.GetProperty("territory").GetRawText(), read.GetProperty("classes").GetRawText()));
        Assert.Equal(new[] { id, photo }.Order(StringComparer.Ordinal), Items(await brand.Admin.GetAnswerAsync(Path)).Select(item => item.Text("id")).Order(StringComparer.Ordinal));

        var changed = (await PutAsync(brand.Admin, $"{Path}/{id}", TestRights.With(number: "018765433", classes: [30]))).AssertStatus(200).Json;
        Assert.Equal(("018765433", "[30]"), (changed.Text("number"), changed.GetProperty("classes").GetRawText()));
        Assert.False(changed.TryGetProperty("until", out _));
        Assert.False(changed.TryGetProperty("owner", out _));
        Assert.Equal(changed.GetRawText(), (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).Text);

        // The trail says what changed, and names no person.
        var trail = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?limit=3")).AssertStatus(200);
        Assert.Equal(["right.change", "right.create", "right.create"], Items(trail).Select(entry => entry.Text("action")));
        Assert.DoesNotContain("Maria", trail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_right_is_refused_by_the_name_of_its_field()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        (string Field, object Right)[] wrong =
        [
            ("kind", TestRights.With(kind: "brand")),
            ("office", TestRights.With(office: "EUIPOO")),
            ("office", TestRights.With(office: "EPO", territory: ["DE"])),
            ("office", TestRights.With(office: "none")),
            ("office", TestRights.With(office: null)),
            ("number", TestRights.With(number: null)),
            ("number", TestRights.With(number: "1\u202E2")),
            ("title", TestRights.With(title: "")),
            ("title", TestRights.With(title: new string('x', 201))),
            ("territory", TestRights.With(territory: ["DE"])),
            ("territory", TestRights.With(office: "other", territory: ["Germany"])),
            ("territory", TestRights.With(office: "other", territory: [])),
            ("classes", TestRights.With(classes: [])),
            ("classes", TestRights.With(classes: [46])),
            ("classes", TestRights.With(kind: "design", classes: [33])),
            ("from", TestRights.With(from: "1 March 2021")),
            ("until", TestRights.With(until: "2020-01-01")),
            ("until", TestRights.With(until: "2030-02-30")),
            ("owner", TestRights.With(owner: " ")),
        ];
        var before = await server.DumpAsync();

        foreach (var (field, right) in wrong)
        {
            var problem = (await brand.Admin.PostAnswerAsync(Path, right)).AssertProblem(422, "invalid_right");
            Assert.StartsWith($"`{field}`", problem.Text("detail"), StringComparison.Ordinal);
        }

        Assert.Equal(before, await server.DumpAsync());
        // The control: but for that field each would have been taken.
        (await brand.Admin.PostAnswerAsync(Path, TestRights.Mark)).AssertStatus(201);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Where_a_right_stands_is_computed_for_today(Engine engine)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 29, 23, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        async Task<string> AddAsync(string? from, string? until) => (await brand.Admin.PostAsync(Path, TestRights.With(from: from, until: until))).Text("id");
        async Task<(string, bool)> StandingAsync(string id)
        {
            var right = (await brand.Admin.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200).Json;
            return (right.Text("standing"), right.GetProperty("expiresSoon").GetBoolean());
        }

        var (lastDay, soon, later, open, applied, tomorrow) = (
            await AddAsync("2020-01-01", "2026-11-29"), await AddAsync("2020-01-01", "2027-02-26"), await AddAsync("2020-01-01", "2027-02-27"), await AddAsync("2020-01-01", null),
            await AddAsync(null, null), await AddAsync("2026-11-30", null));

        Assert.Equal(("registered", true), await StandingAsync(lastDay));
        Assert.Equal(("registered", true), await StandingAsync(soon));
        Assert.Equal(("registered", false), await StandingAsync(later));
        Assert.Equal(("registered", false), await StandingAsync(open));
        Assert.Equal(("not_yet", false), await StandingAsync(applied));
        Assert.Equal(("not_yet", false), await StandingAsync(tomorrow));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(("expired", false), await StandingAsync(lastDay));
        Assert.Equal(("registered", true), await StandingAsync(later));
        Assert.Equal(("registered", false), await StandingAsync(tomorrow));

        (await PutAsync(brand.Admin, $"{Path}/{open}/withdrawal", new { on = "2026-12-01" })).AssertStatus(200);
        Assert.Equal(("registered", false), await StandingAsync(open));
        clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(("withdrawn", false), await StandingAsync(open));
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{open}/withdrawal")).AssertStatus(200);
        Assert.Equal(("registered", false), await StandingAsync(open));
        Assert.Equal("2026-12-01", (await PutAsync(brand.Admin, $"{Path}/{open}/withdrawal", new { })).AssertStatus(200).Json.Text("withdrawnOn"));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_right_that_a_case_rests_on_stays_what_it_is(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var rights = server.Services.GetRequiredService<BrandRights>();
        var (used, unused) = ((await brand.Admin.PostAsync(Path, TestRights.Mark)).Text("id"), (await brand.Admin.PostAsync(Path, TestRights.Mark)).Text("id"));
        var (brandId, usedId, unusedId) = (Parse(brand.Id), Parse(used), Parse(unused));

        Assert.True(await server.Database().WriteAsync(session => rights.UseAsync(session, brandId, [usedId, usedId]), Cancellation));
        // One that the brand lacks is said, and another brand's is none of its own.
        Assert.False(await server.Database().WriteAsync(session => rights.UseAsync(session, brandId, [usedId, 1]), Cancellation));
        Assert.False(await server.Database().WriteAsync(session => rights.UseAsync(session, brandId + 1, [unusedId]), Cancellation));

        Assert.True((await brand.Admin.GetAnswerAsync($"{Path}/{used}")).Json.GetProperty("inUse").GetBoolean());
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{used}")).AssertProblem(409, "right_in_use");
        (await PutAsync(brand.Admin, $"{Path}/{used}", TestRights.With(number: "1"))).AssertProblem(409, "right_in_use");
        (await PutAsync(brand.Admin, $"{Path}/{used}", TestRights.With(until: "2041-03-01"))).AssertStatus(200);
        (await PutAsync(brand.Admin, $"{Path}/{used}/withdrawal", new { on = "2026-01-01" })).AssertStatus(200);
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{unused}")).AssertStatus(204);
        (await brand.Admin.GetAnswerAsync($"{Path}/{unused}")).AssertProblem(404, "not_found");

        var found = Assert.Single(await rights.FindAsync(brandId, [usedId, unusedId]));
        Assert.Equal((usedId, true, "018765432", new DateOnly(2041, 3, 1), new DateOnly(2026, 1, 1)), (found.Id, found.IsUsed, found.Right.Number, found.Right.Until, found.Right.WithdrawnOn));
        Assert.Equal(["EU"], found.Right.Territory);
        Assert.Empty(await rights.FindAsync(brandId + 1, [usedId]));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Other_brands_factories_and_limited_administrators_are_kept_away(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var id = (await acme.Admin.PostAsync(Path, TestRights.Mark)).Text("id");
        var limited = await server.NewClientAsync(acme, "brand_admin", acme.Gtin);

        (await rival.Admin.GetAnswerAsync($"{Path}/{id}")).AssertProblem(404, "not_found");
        (await PutAsync(rival.Admin, $"{Path}/{id}", TestRights.Mark)).AssertProblem(404, "not_found");
        (await rival.Admin.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{id}")).AssertProblem(404, "not_found");
        Assert.Empty(Items(await rival.Admin.GetAnswerAsync(Path)));
        (await (await server.NewClientAsync(acme, "factory")).GetAnswerAsync(Path)).AssertProblem(403, "forbidden");
        var inspector = await server.NewClientAsync(acme, "inspector");
        (await inspector.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200);
        (await inspector.PostAnswerAsync(Path, TestRights.Mark)).AssertProblem(403, "forbidden");
        (await limited.GetAnswerAsync($"{Path}/{id}")).AssertStatus(200);
        (await limited.PostAnswerAsync(Path, TestRights.Mark)).AssertProblem(403, "forbidden");
        (await PutAsync(limited, $"{Path}/{id}", TestRights.Mark)).AssertProblem(403, "forbidden");
        (await limited.SendAnswerAsync(HttpMethod.Delete, $"{Path}/{id}")).AssertProblem(403, "forbidden");
    }

    [Fact]
    public async Task What_the_law_asks_is_shown_with_its_sources_and_its_version()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        const string Law = "/api/v1/legal-requirements";

        var german = (await brand.Admin.GetAnswerAsync($"{Law}?country=DE&claim=unauthorized&right=trade_mark&document=notice")).AssertStatus(200).Json;
        var japanese = (await brand.Admin.GetAnswerAsync($"{Law}?country=JP&claim=unauthorized&right=trade_mark&document=notice")).AssertStatus(200).Json;

        Assert.Equal(Trace.Core.Enforcement.LegalRequirements.Current.Version, german.Text("version"));
        var lines = german.GetProperty("lines").EnumerateArray().ToDictionary(line => line.Text("id"));
        Assert.Equal("§ 24", lines["markeng-exhaustion"].Text("article"));
        Assert.Contains(lines.Values, line => line.Text("jurisdiction") == "EU");
        Assert.DoesNotContain(lines.Values, line => line.Text("jurisdiction") == "US");
        Assert.All(lines.Values, line => Assert.StartsWith("https://", line.Text("url"), StringComparison.Ordinal));
        Assert.Equal(0, japanese.GetProperty("lines").GetArrayLength());
        foreach (var (field, query) in new[] { ("country", "country=EU&claim=unauthorized&right=trade_mark&document=notice"), ("claim", "country=DE&claim=fake&right=trade_mark&document=notice"), ("right", "country=DE&claim=copied&document=notice"), ("document", "country=DE&claim=copied&right=patent&document=tweet") })
            Assert.StartsWith($"`{field}`", (await brand.Admin.GetAnswerAsync($"{Law}?{query}")).AssertProblem(400, "invalid_request").Text("detail"), StringComparison.Ordinal);
    }

    private static long Parse(string id) => PublicId.TryParse(id, out var number) ? number : throw new ArgumentException(id, nameof(id));

    private static IEnumerable<JsonElement> Items(Answer answer) => answer.AssertStatus(200).Json.GetProperty("items").EnumerateArray();

    private static Task<Answer> PutAsync(HttpClient client, string path, object body) => client.SendAnswerAsync(HttpMethod.Put, path, JsonContent.Create(body));
}
