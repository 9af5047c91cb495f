using System.Globalization;
using System.Text.RegularExpressions;
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

    private static Task<RunningServer> StartAsync(Engine engine, int port) => RunningServer.StartAsync(
        engine,
        configure: null,
        "--Smtp:Host", "127.0.0.1", "--Smtp:Port", port.ToString(CultureInfo.InvariantCulture), "--Smtp:Security", "none", "--Smtp:From", "trace@acme.example", "--PublicUrl", "https://trace.acme.example/");

    [GeneratedRegex("https://trace\\.acme\\.example/set-password#(?<token>[A-Za-z0-9_-]{43})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
