using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OtpNet;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>A second factor (RFC 6238), and codes for the day the phone is lost.</summary>
public sealed class TwoFactorTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task With_a_second_factor_the_password_alone_does_not_sign_in(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        (await person.Browser.PostAnswerAsync("/api/v1/account/totp", new { password = "not my password at all" })).AssertProblem(401, "sign_in_failed");
        var started = (await person.Browser.PostAnswerAsync("/api/v1/account/totp", new { password = Person.Password })).AssertStatus(200).Json;
        var app = new Totp(Base32Encoding.ToBytes(started.Text("secret")));
        Assert.Equal($"otpauth://totp/Trace:kim%40acme.example?secret={started.Text("secret")}&issuer=Trace", started.Text("uri"));

        // It counts once it is confirmed.
        (await person.SignInAsync()).AssertStatus(200);
        (await person.Browser.PostAnswerAsync("/api/v1/account/totp/confirm", new { code = "000000" })).AssertProblem(422, "invalid_code");
        var codes = (await person.Browser.PostAnswerAsync("/api/v1/account/totp/confirm", new { code = Code(app, clock) })).AssertStatus(200).Json.GetProperty("recoveryCodes");
        Assert.Equal(10, codes.GetArrayLength());

        (await person.SignInAsync()).AssertProblem(401, "second_factor_needed");
        (await person.SignInAsync("a wrong password first", Code(app, clock))).AssertProblem(401, "sign_in_failed");
        (await person.SignInAsync(code: Code(app, clock))).AssertProblem(401, "sign_in_failed");
        clock.Advance(TimeSpan.FromSeconds(30));
        (await person.SignInAsync(code: Code(app, clock))).AssertStatus(200);
        (await person.SignInAsync(code: Code(app, clock))).AssertProblem(401, "sign_in_failed");

        var recovery = codes[3].GetString()!;
#pragma warning disable CA1308 // As people type it.
        (await person.SignInAsync(code: recovery.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant())).AssertStatus(200);
#pragma warning restore CA1308
        (await person.SignInAsync(code: recovery)).AssertProblem(401, "sign_in_failed");

        (await person.Browser.PostAnswerAsync("/api/v1/account/totp/remove", new { password = Person.Password })).AssertStatus(204);
        (await person.SignInAsync()).AssertStatus(200);
    }

    /// <summary>One code, many sign-ins at once: one of them gets in.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_code_signs_in_once_however_many_try_at_once(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        var secret = (await person.Browser.PostAnswerAsync("/api/v1/account/totp", new { password = Person.Password })).Json.Text("secret");
        var app = new Totp(Base32Encoding.ToBytes(secret));
        (await person.Browser.PostAnswerAsync("/api/v1/account/totp/confirm", new { code = Code(app, clock) })).AssertStatus(200);
        clock.Advance(TimeSpan.FromSeconds(30));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.SignInAsync(code: Code(app, clock))));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
    }

    /// <summary>Whoever writes the database without the master key cannot take a second factor away or put in their own.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_second_factor_edited_past_the_server_lets_nobody_in(Engine engine)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await RunningServer.StartAsync(engine, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var brand = await server.CreateBrandAsync();
        using var person = await Person.SignedInAsync(server, brand, "brand_admin");
        var secret = (await person.Browser.PostAnswerAsync("/api/v1/account/totp", new { password = Person.Password })).Json.Text("secret");
        var app = new Totp(Base32Encoding.ToBytes(secret));
        (await person.Browser.PostAnswerAsync("/api/v1/account/totp/confirm", new { code = Code(app, clock) })).AssertStatus(200);

        await server.ExecuteAsync("UPDATE account SET totp_confirmed = 0;");
        (await person.SignInAsync()).AssertProblem(401, "sign_in_failed");
        await server.ExecuteAsync("UPDATE account SET totp_confirmed = 1, totp = NULL;");
        (await person.SignInAsync()).AssertProblem(401, "second_factor_needed");
        clock.Advance(TimeSpan.FromSeconds(30));
        (await person.SignInAsync(code: Code(app, clock))).AssertProblem(401, "sign_in_failed");
    }

    private static string Code(Totp app, FakeTimeProvider clock) => app.ComputeTotp(clock.GetUtcNow().UtcDateTime);
}
