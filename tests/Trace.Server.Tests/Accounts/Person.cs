using System.Net;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>A person with an account and a browser: cookies, and requests that come from our own pages.</summary>
internal sealed class Person : IDisposable
{
    public const string Password = "blaue Giraffe kauft Kreide";

    private Person(RunningServer server, string id, string email)
    {
        Id = id;
        Email = email;
        Cookies = new CookieContainer();
        Browser = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false, UseProxy = false })
        {
            BaseAddress = new Uri(server.Address),
        };
        Browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
    }

    public string Id { get; }

    public string Email { get; }

    public HttpClient Browser { get; }

    public CookieContainer Cookies { get; }

    /// <summary>Invited by the owner, with a password, not signed in. Without a brand the person becomes an owner.</summary>
    public static async Task<Person> InviteAsync(
        RunningServer server, TestBrand? brand, string role, string email = "kim@acme.example", string[]? gtins = null, string[]? sites = null)
    {
        var path = brand == null ? "/api/v1/owners" : $"/api/v1/brands/{brand.Id}/accounts";
        var invited = (await server.Owner.PostAnswerAsync(path, new { email, name = "Kim", role, gtins, sites })).AssertStatus(201).Json;
        var person = new Person(server, invited.GetProperty("account").Text("id"), email);
        (await person.SetPasswordAsync(TokenOf(invited.GetProperty("link")), Password)).AssertStatus(204);
        return person;
    }

    public static async Task<Person> SignedInAsync(
        RunningServer server, TestBrand? brand, string role, string email = "kim@acme.example", string[]? gtins = null, string[]? sites = null)
    {
        var person = await InviteAsync(server, brand, role, email, gtins, sites);
        (await person.SignInAsync()).AssertStatus(200);
        return person;
    }

    /// <summary>The same person at another computer.</summary>
    public Person ElsewhereAt(RunningServer server) => new(server, Id, Email);

    public Task<Answer> SignInAsync(string? password = null, string? code = null, string? brand = null) =>
        Browser.PostAnswerAsync("/api/v1/session", new { email = Email, password = password ?? Password, code, brand });

    public Task<Answer> SetPasswordAsync(string token, string password) =>
        Browser.PostAnswerAsync("/api/v1/passwords", new { token, password });

    public static string TokenOf(System.Text.Json.JsonElement link) => link.Text("url").Split('#')[1];

    public void AssertSignedIn(bool expected) => Assert.Equal(expected, Browser.GetAnswerAsync("/api/v1/session").GetAwaiter().GetResult().Status == 200);

    public void Dispose() => Browser.Dispose();
}
