using System.Net.Http.Json;
using Microsoft.Extensions.Time.Testing;
using Trace.Server.Tests.Accounts;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.RateLimits;

/// <summary>Guessing passwords goes on for a few tries, and locks nobody out elsewhere.</summary>
public sealed class SignInLimitTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_tries_ten_passwords_waits_and_the_person_elsewhere_does_not(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await clock.StartLimitedAsync(engine);
        using var person = await Person.InviteAsync(server, await server.CreateBrandAsync(), "brand_admin");

        for (var tries = 0; tries < 10; tries++)
            (await TryAsync(server, "198.51.100.7", person.Email, "a wrong password again")).AssertProblem(401, "sign_in_failed");
        (await TryAsync(server, "198.51.100.7", person.Email, Person.Password)).AssertLimited();
        // Neither another address of the network nor other letters begin anew.
        (await TryAsync(server, "198.51.100.8", person.Email.ToUpperInvariant(), Person.Password)).AssertLimited();
        (await TryAsync(server, "203.0.113.5", person.Email, Person.Password)).AssertStatus(200);

        clock.Advance(TimeSpan.FromMinutes(15));
        (await TryAsync(server, "198.51.100.7", person.Email, Person.Password)).AssertStatus(200);
    }

    /// <summary>Whoever sits down at an open browser.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_holds_the_session_of_another_guesses_the_password_no_oftener_than_anyone(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await clock.StartLimitedAsync(engine);
        using var person = await Person.SignedInAsync(server, await server.CreateBrandAsync(), "brand_admin");

        for (var tries = 0; tries < 10; tries++)
            (await (tries % 3 == 0 ? ChangeAsync("a wrong password again") : AskAsync(tries % 3 == 1 ? "totp" : "totp/remove", "a wrong password again"))).AssertProblem(401, "sign_in_failed");
        (await ChangeAsync(Person.Password)).AssertLimited();
        (await AskAsync("totp", Person.Password)).AssertLimited();
        (await AskAsync("totp/remove", Person.Password)).AssertLimited();
        // Signing in is counted apart.
        (await person.SignInAsync()).AssertStatus(200);

        clock.Advance(TimeSpan.FromMinutes(15));
        (await ChangeAsync(Person.Password)).AssertStatus(204);

        Task<Answer> ChangeAsync(string password) => person.Browser.PostAnswerAsync("/api/v1/account/password", new { currentPassword = password, newPassword = "gelbe Wolken singen leise" });
        Task<Answer> AskAsync(string what, string password) => person.Browser.PostAnswerAsync($"/api/v1/account/{what}", new { password });
    }

    /// <summary>Behind one address may be a factory whose people all come at six.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_whole_site_signs_in_from_one_address(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await clock.StartLimitedAsync(engine);
        using var person = await Person.InviteAsync(server, await server.CreateBrandAsync(), "brand_admin");
        for (var tries = 0; tries < 60; tries++)
            (await TryAsync(server, "198.51.100.7", $"colleague{tries}@acme.example", "a wrong password again")).AssertProblem(401, "sign_in_failed");
        (await TryAsync(server, "198.51.100.7", person.Email, Person.Password)).AssertStatus(200);
    }

    /// <summary>One address with many accounts in mind.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_tries_so_often_whoever_it_means_and_unknown_people_count_alike(Engine engine)
    {
        Assert.Equal(300, new Trace.Server.RateLimits.RateLimitSettings().SignInPerQuarterHour);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await clock.StartLimitedAsync(engine, "SignInPerQuarterHour=20");
        for (var tries = 0; tries < 20; tries++)
            (await TryAsync(server, "198.51.100.7", $"nobody{tries}@acme.example", "a wrong password again")).AssertProblem(401, "sign_in_failed");
        (await TryAsync(server, "198.51.100.7", "another@acme.example", "a wrong password again")).AssertLimited();
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Answers_of_the_identity_provider_count_too(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(
            engine, configure: null, "--RateLimits:Enabled=true", "--RateLimits:SignInPerQuarterHour=3", LimitedServer.BelievedProxy, "--Oidc:Authority=https://id.acme.example", "--Oidc:ClientId=trace");

        for (var tries = 0; tries < 3; tries++)
            Assert.Equal("/sign-in?problem=provider", (await server.Public.GetFromAsync("198.51.100.7", "/sign-in/oidc/callback?state=forged&code=x")).Location);
        (await server.Public.GetFromAsync("198.51.100.7", "/sign-in/oidc/callback?state=forged&code=x")).AssertLimited();
        (await server.Public.GetFromAsync("198.51.100.7", "/SIGN-IN/oidc/callback?state=forged&code=x")).AssertLimited();
        Assert.Equal("/sign-in?problem=provider", (await server.Public.GetFromAsync("203.0.113.5", "/sign-in/oidc/callback?state=forged&code=x")).Location);
    }

    private static async Task<Answer> TryAsync(RunningServer server, string address, string email, string password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/session") { Content = JsonContent.Create(new { email, password }) };
        request.Headers.Add("X-Forwarded-For", address);
        using var response = await server.Public.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
