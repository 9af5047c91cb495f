using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>People sign in with a password, and stay signed in until they, an admin, or time end it.</summary>
public sealed class SignInTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_invited_person_sets_a_password_signs_in_and_out(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "brand_viewer");

        var signedIn = (await person.SignInAsync()).AssertStatus(200);
        Assert.Equal(("account", "brand_viewer", brand.Id), (signedIn.Json.Text("kind"), signedIn.Json.Text("role"), signedIn.Json.Text("brandId")));
        var cookie = Assert.Single(signedIn.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(signedIn.Text, (await person.Browser.GetAnswerAsync("/api/v1/session")).AssertStatus(200).Text);
        (await person.Browser.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        (await person.Browser.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(3), name = "X" })).AssertProblem(403, "forbidden");

        using var thief = person.ElsewhereAt(server);
        thief.Cookies.Add(person.Cookies.GetAllCookies());
        (await person.Browser.SendAnswerAsync(HttpMethod.Delete, "/api/v1/session")).AssertStatus(204);
        (await person.Browser.GetAnswerAsync("/api/v1/session")).AssertProblem(401, "unauthenticated");
        (await thief.Browser.GetAnswerAsync("/api/v1/session")).AssertProblem(401, "unauthenticated");
    }

    /// <summary>A wrong password, an unknown address, a disabled account and one that has no password yet look alike.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Whatever_fails_is_answered_alike(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "brand_admin");
        using var disabled = await Person.InviteAsync(server, brand, "brand_admin", "off@acme.example");
        (await server.Owner.PatchAnswerAsync($"/api/v1/brands/{brand.Id}/accounts/{disabled.Id}", new { disabled = true })).AssertStatus(200);
        (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "new@acme.example", name = "New", role = "inspector" })).AssertStatus(201);

        var wrong = (await person.SignInAsync("another password here")).AssertStatus(401);
        wrong.AssertProblem(401, "sign_in_failed");
        foreach (var (email, password) in new[]
        {
            ("nobody@acme.example", Person.Password), (disabled.Email, Person.Password), ("new@acme.example", ""), ("new@acme.example", Person.Password),
            ("", Person.Password), ("no address", "x"), (person.Email, ""), (person.Email, new string('x', 3000)), (person.Email, Person.Password + " "), (person.Email, "\ud800"), (person.Email, "\ufffe"), (person.Email, "\ufdd0 kauft Kreide"), (person.Email, "\ud83f\udffe"),
        })
        {
            var answer = await server.Public.PostAnswerAsync("/api/v1/session", new { email, password });
            Assert.True(wrong.Text == answer.Text || answer.Status == 400, $"{email}: {answer}");
        }

        Assert.Equal(200, (await server.Public.PostAnswerAsync("/api/v1/session", new { email = "KIM@Acme.Example", password = Person.Password })).Status);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_session_ends_when_it_is_idle_and_at_the_latest_after_a_week(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "inspector");

        for (var hours = 0; hours < 7 * 24 - 7; hours += 7)
        {
            person.AssertSignedIn(true);
            clock.Advance(TimeSpan.FromHours(7));
        }

        person.AssertSignedIn(true);
        clock.Advance(TimeSpan.FromHours(7));
        person.AssertSignedIn(false);

        (await person.SignInAsync()).AssertStatus(200);
        clock.Advance(TimeSpan.FromHours(9));
        person.AssertSignedIn(false);
    }

    /// <summary>Another site can make a browser send the cookie, but not say that it is ours.</summary>
    [Fact]
    public async Task A_cookie_changes_nothing_for_pages_of_other_sites()
    {
        await using var server = await RunningServer.StartAsync();
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        var cookie = person.Cookies.GetCookieHeader(new Uri(server.Address));

        foreach (var (name, value, allowed) in new[]
        {
            ("Sec-Fetch-Site", "cross-site", false), ("Sec-Fetch-Site", "same-site", false), ("Sec-Fetch-Site", "none", false), ("Origin", "https://evil.example", false),
            ("Origin", "null", false), ("X-Nothing", "x", false), ("Sec-Fetch-Site", "same-origin", true), ("Origin", server.Address, true),
        })
        {
            using var client = server.NewClient(apiKey: null);
            client.DefaultRequestHeaders.Add("Cookie", cookie);
            client.DefaultRequestHeaders.Add(name, value);
            var answer = await client.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 });
            Assert.True((allowed ? 201 : 401) == answer.Status, $"{name}: {value}: {answer}");
            (await client.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_person_of_two_brands_with_one_password_says_which(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        using var person = await Person.InviteAsync(server, acme, "brand_admin");
        using var same = await Person.InviteAsync(server, rival, "inspector");

        (await person.SignInAsync()).AssertProblem(409, "brand_needed");
        Assert.Equal(rival.Id, (await person.SignInAsync(brand: "rival")).AssertStatus(200).Json.Text("brandId"));
        Assert.Equal(acme.Id, (await person.SignInAsync(brand: "acme")).AssertStatus(200).Json.Text("brandId"));
        using var owner = await Person.InviteAsync(server, brand: null, "owner");
        Assert.Contains("`-`", (await person.SignInAsync()).AssertStatus(409).Json.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("owner", (await person.SignInAsync(brand: "-")).AssertStatus(200).Json.Text("role"));
        foreach (var brand in new[] { "nobody", "acme\0", "\ud800", new string('a', 1000) })
            (await person.SignInAsync(brand: brand)).AssertProblem(401, "sign_in_failed");
    }

    /// <summary>For a known address no more is done before the answer than for an unknown one, and strangers neither fill a trail nor act as someone.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Failed_tries_are_one_entry_a_quarter_of_an_hour_and_nothing_the_person_did(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "brand_viewer");
        var before = await server.DumpAsync();
        for (var tries = 0; tries < 3; tries++)
        {
            (await person.SignInAsync("some wrong password 1")).AssertProblem(401, "sign_in_failed");
            (await server.Public.PostAnswerAsync("/api/v1/session", new { email = "nobody@acme.example", password = "some wrong password 1" })).AssertProblem(401, "sign_in_failed");
        }

        Assert.Equal(before, await server.DumpAsync());
        clock.Advance(TimeSpan.FromMinutes(15));
        var entry = Assert.Single(await FailuresAsync(1));
        Assert.Equal((person.Id, 3), (entry.Text("target"), entry.GetProperty("new").GetProperty("tries").GetInt32()));
        Assert.Equal("system", entry.GetProperty("actor").Text("kind"));
        Assert.False(entry.GetProperty("actor").TryGetProperty("id", out _));

        (await person.SignInAsync("some wrong password 1")).AssertProblem(401, "sign_in_failed");
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal([1, 3], (await FailuresAsync(2)).Select(row => row.GetProperty("new").GetProperty("tries").GetInt32()));
        (await person.SignInAsync()).AssertStatus(200);
        Assert.DoesNotContain("sign_in_failed", (await person.Browser.GetAnswerAsync("/api/v1/account/export")).AssertStatus(200).Text, StringComparison.Ordinal);

        async Task<List<System.Text.Json.JsonElement>> FailuresAsync(int expected)
        {
            for (var attempt = 0; ; attempt++)
            {
                var rows = (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/audit?action=session.sign_in_failed")).AssertStatus(200).Json.GetProperty("items").EnumerateArray().ToList();
                if (rows.Count >= expected || attempt == 200)
                    return rows;
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Neither password nor token nor address is in a log line or, but for the address, in the database.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Secrets_of_people_are_nowhere_to_be_read(Engine engine)
    {
        using var log = new CollectedLog();
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Logging.AddProvider(log));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        await person.SignInAsync("some wrong password 1");
        var cookie = person.Cookies.GetAllCookies().Single(candidate => candidate.Name == "trace_session").Value;
        var content = await server.DumpAsync();

        foreach (var secret in new[] { Person.Password, cookie, "some wrong password 1" })
        {
            Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, content, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(person.Email, log.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("127.0.0.1", content, StringComparison.Ordinal);
    }

    /// <summary>Whoever writes the database without the master key cannot become someone.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_account_or_session_edited_past_the_server_opens_nothing(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_viewer");
        using var owner = await Person.SignedInAsync(server, brand: null, "owner", "boss@trace.example");

        await server.ExecuteAsync("UPDATE account SET role = 'brand_admin' WHERE role = 'brand_viewer';");
        person.AssertSignedIn(false);
        await server.ExecuteAsync("UPDATE account SET role = 'brand_viewer' WHERE role = 'brand_admin';");
        person.AssertSignedIn(true);
        await server.ExecuteAsync("UPDATE account_session SET account_id = (SELECT account_id FROM account WHERE role = 'owner'), brand_id = 0 WHERE brand_id <> 0;");
        person.AssertSignedIn(false);
        await server.ExecuteAsync("UPDATE account SET password_hash = (SELECT password_hash FROM account WHERE role = 'brand_viewer') WHERE role = 'owner';");
        (await owner.SignInAsync()).AssertProblem(401, "sign_in_failed");
    }
}
