using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>With a mail server set, links go to people's own mailboxes and to nobody else.</summary>
public sealed partial class MailTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_invitation_and_a_forgotten_password_come_by_mail(Engine engine)
    {
        using var sink = new MailSink();
        await using var server = await StartAsync(engine, sink.Port);
        var brand = await server.CreateBrandAsync();
        var invited = (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "kim@acme.example", name = "Kim", role = "inspector" })).AssertStatus(201);
        Assert.True(invited.Json.GetProperty("link").GetProperty("sent").GetBoolean());
        Assert.DoesNotContain("set-password", invited.Text, StringComparison.Ordinal);

        var (to, text) = sink.Take();
        Assert.Equal("kim@acme.example", to);
        (await SetAsync(text, Person.Password)).AssertStatus(204);

        (await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = "KIM@acme.example" })).AssertStatus(202);
        var (_, reset) = sink.Take();
        (await SetAsync(reset, "gelbe Wolken singen leise")).AssertStatus(204);
        (await server.Public.PostAnswerAsync("/api/v1/session", new { email = "kim@acme.example", password = "gelbe Wolken singen leise" })).AssertStatus(200);

        Task<Answer> SetAsync(string mail, string password) =>
            server.Public.PostAnswerAsync("/api/v1/passwords", new { token = Token().Match(mail).Groups["token"].Value, password });
    }

    /// <summary>Nobody learns by asking who has an account.</summary>
    [Fact]
    public async Task Asking_for_an_unknown_address_answers_alike_and_sends_nothing()
    {
        using var sink = new MailSink();
        await using var server = await StartAsync(Engine.Sqlite, sink.Port);
        var brand = await server.CreateBrandAsync();
        (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "kim@acme.example", name = "Kim", role = "inspector" })).AssertStatus(201);
        sink.Take();

        var known = await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = "kim@acme.example" });
        var unknown = await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = "nobody@acme.example" });
        Assert.Equal((known.Status, known.Text), (unknown.Status, unknown.Text));
        Assert.Equal("kim@acme.example", sink.Take().To);
        Assert.Equal(0, sink.Count);
    }

    [Fact]
    public async Task A_mail_server_that_is_away_loses_no_account()
    {
        int closed;
        using (var sink = new MailSink())
            closed = sink.Port;
        await using var server = await StartAsync(Engine.Sqlite, closed);
        var brand = await server.CreateBrandAsync();

        var invited = (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "kim@acme.example", name = "Kim", role = "inspector" })).AssertStatus(201);
        Assert.False(invited.Json.GetProperty("link").GetProperty("sent").GetBoolean());
        Assert.Equal(1, (await brand.Admin.GetAnswerAsync($"/api/v1/brands/{brand.Id}/accounts")).Json.GetProperty("items").GetArrayLength());
    }

    /// <summary>Whoever asks for a password asks without being known: nothing about the mail server may turn that against everybody.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_mail_server_that_cannot_do_what_the_settings_say_stops_nothing(Engine engine)
    {
        using var sink = new MailSink();
        foreach (var (name, value, error) in new[]
        {
            ("Smtp:Security", "starttls", "NotSupportedException"), ("Smtp:User", "trace", "NotSupportedException"), ("Smtp:Security", "ssl", "InvalidOperationException"), ("Smtp:From", "no address at all <", "ParseException"),
        })
        {
            using var log = new CollectedLog();
            await using var server = await StartAsync(engine, sink.Port, builder => builder.Logging.AddProvider(log), $"--{name}", value);
            var brand = await server.CreateBrandAsync();
            var invited = (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "kim@acme.example", name = "Kim", role = "inspector" })).AssertStatus(201);
            Assert.False(invited.Json.GetProperty("link").GetProperty("sent").GetBoolean());
            Assert.Contains("/set-password#", invited.Text, StringComparison.Ordinal);

            for (var asked = 0; asked < 2; asked++)
                (await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = "kim@acme.example" })).AssertStatus(202);
            for (var attempt = 0; log.Text.Split($"mail server: {error}").Length < 4; attempt++)
            {
                Assert.True(attempt < 200, $"{name}={value}: not each mail was tried.\n{log.Text}");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }

            (await server.Public.GetAnswerAsync("/health/live")).AssertStatus(200);
            Assert.DoesNotContain("kim@acme.example", log.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Asking_again_and_again_fills_no_mailbox_and_ends_no_invitation(Engine engine)
    {
        using var sink = new MailSink();
        await using var server = await StartAsync(engine, sink.Port, configure: null, "--RateLimits:Enabled=true");
        var brand = await server.CreateBrandAsync();
        foreach (var email in new[] { "kim@acme.example", "lee@acme.example" })
            (await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email, name = "Kim", role = "inspector" })).AssertStatus(201);
        var invitation = Token().Match(sink.Take().Text).Groups["token"].Value;
        sink.Take();

        for (var asked = 0; asked < 6; asked++)
            (await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = asked % 2 == 0 ? "kim@acme.example" : "KIM@acme.example" })).AssertStatus(202);
        (await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = "lee@acme.example" })).AssertStatus(202);
        // In the order they were asked for.
        var mails = Enumerable.Range(0, 4).Select(_ => sink.Take()).ToList();
        Assert.Equal(["kim@acme.example", "kim@acme.example", "kim@acme.example", "lee@acme.example"], mails.Select(mail => mail.To));

        var last = Token().Match(mails[2].Text).Groups["token"].Value;
        (await SetAsync(Token().Match(mails[1].Text).Groups["token"].Value)).AssertProblem(422, "invalid_link");
        (await SetAsync(invitation)).AssertStatus(204);
        (await SetAsync(last)).AssertProblem(422, "invalid_link");

        Task<Answer> SetAsync(string token) => server.Public.PostAnswerAsync("/api/v1/passwords", new { token, password = Person.Password });
    }

    private static Task<RunningServer> StartAsync(Engine engine, int port, Action<WebApplicationBuilder>? configure = null, params string[] settings) => RunningServer.StartAsync(
        engine,
        configure,
        ["--Smtp:Host", "127.0.0.1", "--Smtp:Port", port.ToString(CultureInfo.InvariantCulture), "--Smtp:Security", "none", "--Smtp:From", "trace@acme.example", "--PublicUrl", "https://trace.acme.example/", .. settings]);

    [GeneratedRegex("https://trace\\.acme\\.example/set-password#(?<token>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
