using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>People are invited, limited, disabled and erased.</summary>
public sealed class PeopleTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_link_sets_a_password_once_and_not_after_it_ended(Engine engine)
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton<TimeProvider>(builder.Services, clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "brand_admin");
        var path = $"/api/v1/brands/{brand.Id}/accounts/{person.Id}/reset-password";

        var first = Person.TokenOf((await server.Owner.PostAnswerAsync(path, new { })).AssertStatus(200).Json);
        var second = Person.TokenOf((await server.Owner.PostAnswerAsync(path, new { })).AssertStatus(200).Json);
        (await person.SetPasswordAsync(first, "gelbe Wolken singen leise")).AssertProblem(422, "invalid_link");
        (await person.SetPasswordAsync(second, "too short")).AssertProblem(422, "invalid_password");
        (await person.SetPasswordAsync(second, "gelbe Wolken singen \ufffe leise")).AssertProblem(422, "invalid_password");
        (await person.SetPasswordAsync(second, "gelbe Wolken singen leise")).AssertStatus(204);
        (await person.SetPasswordAsync(second, "gelbe Wolken singen laut")).AssertProblem(422, "invalid_link");
        (await person.SignInAsync("gelbe Wolken singen leise")).AssertStatus(200);

        var late = Person.TokenOf((await server.Owner.PostAnswerAsync(path, new { })).AssertStatus(200).Json);
        clock.Advance(TimeSpan.FromMinutes(61));
        (await person.SetPasswordAsync(late, "gelbe Wolken singen laut")).AssertProblem(422, "invalid_link");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_new_password_and_a_disabled_account_end_sessions_at_once(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        using var phone = person.ElsewhereAt(server);
        (await phone.SignInAsync()).AssertStatus(200);

        (await person.Browser.PostAnswerAsync("/api/v1/account/password", new { currentPassword = "wrong wrong wrong", newPassword = "gelbe Wolken singen leise" })).AssertProblem(401, "sign_in_failed");
        (await person.Browser.PostAnswerAsync("/api/v1/account/password", new { currentPassword = Person.Password, newPassword = "gelbe Wolken singen leise" })).AssertStatus(204);
        person.AssertSignedIn(true);
        phone.AssertSignedIn(false);

        (await server.Owner.PatchAnswerAsync($"/api/v1/brands/{brand.Id}/accounts/{person.Id}", new { disabled = true })).AssertStatus(200);
        person.AssertSignedIn(false);
        (await server.Owner.PatchAnswerAsync($"/api/v1/brands/{brand.Id}/accounts/{person.Id}", new { disabled = false })).AssertStatus(200);
        person.AssertSignedIn(false);
        (await person.SignInAsync("gelbe Wolken singen leise")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task People_see_and_end_their_own_sessions_only(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        using var phone = person.ElsewhereAt(server);
        (await phone.SignInAsync()).AssertStatus(200);
        using var other = await Person.SignedInAsync(server, brand, "brand_admin", "lee@acme.example");

        var sessions = (await person.Browser.GetAnswerAsync("/api/v1/account/sessions")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, sessions.Count);
        Assert.All(sessions, session => Assert.Equal("127.0.0.0/24", session.Text("network")));
        var ofPhone = sessions.Single(session => !session.GetProperty("current").GetBoolean()).Text("id");
        (await other.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/account/sessions/{ofPhone}")).AssertProblem(404, "not_found");
        phone.AssertSignedIn(true);
        (await person.Browser.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/account/sessions/{ofPhone}")).AssertStatus(204);
        phone.AssertSignedIn(false);
        person.AssertSignedIn(true);
    }

    /// <summary>What a person is limited to holds for the person's requests, and for whom the person invites.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_limited_person_stays_inside_the_limits(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        (await brand.Admin.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(5), name = "Other" })).AssertStatus(201);
        using var person = await Person.SignedInAsync(server, brand, "brand_admin", gtins: [brand.Gtin]);
        using var wide = await Person.InviteAsync(server, brand, "brand_admin", "wide@acme.example");
        var path = $"/api/v1/brands/{brand.Id}/accounts";

        (await person.Browser.PostAnswerAsync("/api/v1/batches", new { gtin = TestGtin.Of(5), quantity = 1 })).AssertProblem(422, "unknown_gtin");
        (await person.Browser.PostAnswerAsync(path, new { email = "a@acme.example", name = "A", role = "factory" })).AssertProblem(403, "forbidden");
        (await person.Browser.PostAnswerAsync(path, new { email = "a@acme.example", name = "A", role = "factory", gtins = new[] { TestGtin.Of(5) } })).AssertProblem(403, "forbidden");
        var invited = (await person.Browser.PostAnswerAsync(path, new { email = "a@acme.example", name = "A", role = "factory", gtins = new[] { brand.Gtin } })).AssertStatus(201).Json;
        (await person.Browser.PatchAnswerAsync($"{path}/{invited.GetProperty("account").Text("id")}", new { gtins = Array.Empty<string>() })).AssertProblem(403, "forbidden");
        (await person.Browser.PatchAnswerAsync($"{path}/{person.Id}", new { gtins = Array.Empty<string>() })).AssertProblem(403, "forbidden");
        (await person.Browser.PatchAnswerAsync($"{path}/{wide.Id}", new { disabled = true })).AssertProblem(404, "not_found");
        (await person.Browser.PostAnswerAsync($"{path}/{wide.Id}/reset-password", new { })).AssertProblem(404, "not_found");
        (await person.Browser.SendAnswerAsync(HttpMethod.Delete, $"{path}/{wide.Id}")).AssertProblem(404, "not_found");
        (await person.Browser.PostAnswerAsync(path, new { email = "b@acme.example", name = "B", role = "owner" })).AssertProblem(422, "invalid_account");
    }

    /// <summary>GDPR Art. 15 and 17: a person gets all that is kept of them, and can be forgotten.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_person_gets_all_that_is_kept_and_can_be_erased(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        (await person.Browser.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 2 })).AssertStatus(201);

        var own = (await person.Browser.GetAnswerAsync("/api/v1/account/export")).AssertStatus(200).Json;
        Assert.Equal((person.Email, 1), (own.GetProperty("account").Text("email"), own.GetProperty("sessions").GetArrayLength()));
        Assert.Equal(["batch.create", "session.sign_in", "account.set_password"], own.GetProperty("actions").EnumerateArray().Select(entry => entry.Text("action")));

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/brands/{brand.Id}/accounts/{person.Id}")).AssertStatus(204);
        person.AssertSignedIn(false);
        (await person.SignInAsync()).AssertProblem(401, "sign_in_failed");
        var content = await server.DumpAsync();
        Assert.DoesNotContain(person.Email, content, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("|Kim|", content, StringComparison.Ordinal);
        var trail = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(trail, entry => entry.Text("action") == "batch.create" && entry.GetProperty("actor").Text("id") == person.Id);
    }

    /// <summary>An owner acts in every brand, and a busy person more often than an export lists.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_export_holds_what_a_person_did_in_every_brand_and_says_when_it_was_cut(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var other = await server.CreateBrandAsync("other", "id.other.example", TestGtin.Of(1));
        using var owner = await Person.SignedInAsync(server, brand: null, "owner", "boss@trace.example");
        foreach (var id in new[] { brand.Id, other.Id })
            (await owner.Browser.PostAnswerAsync($"/api/v1/brands/{id}/issuing-quota/allowances", new { units = 5 })).AssertStatus(200);

        var whole = (await owner.Browser.GetAnswerAsync("/api/v1/account/export")).AssertStatus(200).Json;
        Assert.False(whole.GetProperty("actionsCut").GetBoolean());
        Assert.Equal(
            new[] { brand.Id, other.Id }.Order(StringComparer.Ordinal),
            whole.GetProperty("actions").EnumerateArray().Where(entry => entry.Text("action") == "issuing_quota.allow").Select(entry => entry.Text("target")).Order(StringComparer.Ordinal));

        await server.ExecuteAsync(
            """
            INSERT INTO audit_entry (brand_id, at, audit_id, actor_kind, actor_id, action, target)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)
            SELECT 7, i, i, 'Account', (SELECT account_id FROM account), 'batch.create', 'x' FROM n;
            """);
        var cut = (await server.Owner.GetAnswerAsync($"/api/v1/owners/{owner.Id}/export")).AssertStatus(200).Json;
        Assert.True(cut.GetProperty("actionsCut").GetBoolean());
        Assert.Equal((10_000, "issuing_quota.allow"), (cut.GetProperty("actions").GetArrayLength(), cut.GetProperty("actions")[0].Text("action")));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_invitation_is_made_once_for_each_address(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/accounts";
        var body = new { email = "kim@acme.example", name = "Kim", role = "factory" };

        (await server.Owner.PostAnswerAsync(path, body, "invite-kim")).AssertStatus(201);
        (await server.Owner.PostAnswerAsync(path, body, "invite-kim")).AssertProblem(409, "already_created");
        (await server.Owner.PostAnswerAsync(path, new { email = "KIM@acme.example", name = "Kim", role = "inspector" })).AssertProblem(409, "email_taken");
        foreach (var email in new[] { "", "kim", "kim@", "@acme.example", "Kim <kim@acme.example>", "kim@acme.example\n", "a|b@acme.example", "kim @acme.example", new string('a', 300) + "@acme.example" })
            (await server.Owner.PostAnswerAsync(path, new { email, name = "Kim", role = "factory" })).AssertProblem(422, "invalid_account");
        Assert.Equal("invited", Assert.Single((await brand.Admin.GetAnswerAsync(path)).Json.GetProperty("items").EnumerateArray().ToList()).Text("status"));
    }
}
