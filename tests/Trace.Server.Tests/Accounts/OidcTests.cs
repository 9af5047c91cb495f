using System.Net;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>People sign in with their organization's identity provider, if they have an account here.</summary>
public sealed class OidcTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Who_has_an_account_and_a_verified_address_is_signed_in(Engine engine)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(engine, provider);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "inspector");

        foreach (var brandless in new[] { "?brand=%00", "?brand=nobody" })
            Assert.Equal("/sign-in?problem=provider", await SignInAsync(server, person, brandless));
        Assert.Equal("/sign-in", await SignInAsync(server, person));
        person.AssertSignedIn(true);
        Assert.Equal("inspector", (await person.Browser.GetAnswerAsync("/api/v1/session")).Json.Text("role"));
    }

    [Fact]
    public async Task Nobody_else_is()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(Engine.Sqlite, provider);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        using var person = await Person.InviteAsync(server, brand, "inspector");

        provider.Email = "stranger@acme.example";
        await AssertRefusedAsync();
        provider.Email = person.Email;
        provider.EmailVerified = false;
        await AssertRefusedAsync();
        provider.EmailVerified = true;
        provider.Forges = true;
        await AssertRefusedAsync();
        provider.Forges = false;

        // In two brands: the person says which.
        using var same = await Person.InviteAsync(server, rival, "brand_viewer");
        await AssertRefusedAsync();
        Assert.Equal("/sign-in", await SignInAsync(server, person, "?brand=rival"));
        Assert.Equal(rival.Id, (await person.Browser.GetAnswerAsync("/api/v1/session")).Json.Text("brandId"));

        using var disabled = await Person.InviteAsync(server, brand, "inspector", "off@acme.example");
        (await server.Owner.PatchAnswerAsync($"/api/v1/brands/{brand.Id}/accounts/{disabled.Id}", new { disabled = true })).AssertStatus(200);
        provider.Email = disabled.Email;
        using var browser = disabled.ElsewhereAt(server);
        Assert.Equal("/sign-in?problem=provider", await SignInAsync(server, browser));

        async Task AssertRefusedAsync()
        {
            using var other = person.ElsewhereAt(server);
            Assert.Equal("/sign-in?problem=provider", await SignInAsync(server, other));
            other.AssertSignedIn(false);
        }
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_address_that_only_UserInfo_tells_counts_if_it_is_verified(Engine engine)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.TellsEmailInUserInfo = true;
        await using var server = await StartAsync(engine, provider);
        using var person = await Person.InviteAsync(server, await server.CreateBrandAsync(), "inspector");

        provider.EmailVerified = false;
        Assert.Equal("/sign-in?problem=provider", await SignInAsync(server, person));
        provider.EmailVerified = true;
        Assert.Equal("/sign-in", await SignInAsync(server, person));
        person.AssertSignedIn(true);
    }

    /// <summary>Any brand can invite any address.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_invitation_by_another_brand_locks_nobody_out(Engine engine)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(engine, provider);
        var brand = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        using var owner = await Person.InviteAsync(server, brand: null, "owner");
        var invitation = Person.TokenOf((await InviteAsync(rival, owner.Email)).GetProperty("link"));
        Assert.Equal("owner", await RoleAsync(owner.Email));

        // With no password, who signed in before is not only invited.
        await InviteAsync(brand, "lee@acme.example");
        Assert.Equal("inspector", await RoleAsync("lee@acme.example"));
        await InviteAsync(rival, "lee@acme.example");
        Assert.Equal("inspector", await RoleAsync("lee@acme.example"));
        await InviteAsync(brand, "new@acme.example");
        await InviteAsync(rival, "new@acme.example");
        Assert.Null(await RoleAsync("new@acme.example"));

        // Taken up, it is a second account, and the person says which.
        (await owner.SetPasswordAsync(invitation, Person.Password)).AssertStatus(204);
        Assert.Null(await RoleAsync(owner.Email));
        Assert.Equal("owner", await RoleAsync(owner.Email, "?brand=-"));
        Assert.Equal("inspector", await RoleAsync(owner.Email, "?brand=rival"));

        async Task<System.Text.Json.JsonElement> InviteAsync(TestBrand by, string email) =>
            (await server.Owner.PostAnswerAsync($"/api/v1/brands/{by.Id}/accounts", new { email, name = "Kim", role = "inspector" })).AssertStatus(201).Json;
        async Task<string?> RoleAsync(string email, string query = "")
        {
            provider.Email = email;
            using var browser = owner.ElsewhereAt(server);
            return await SignInAsync(server, browser, query) == "/sign-in" ? (await browser.Browser.GetAnswerAsync("/api/v1/session")).AssertStatus(200).Json.Text("role") : null;
        }
    }

    /// <summary>An answer that this browser did not ask for signs nobody in.</summary>
    [Fact]
    public async Task An_answer_begun_in_another_browser_is_refused()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(Engine.Sqlite, provider);
        var brand = await server.CreateBrandAsync();
        using var person = await Person.InviteAsync(server, brand, "inspector");
        using var victim = person.ElsewhereAt(server);

        var begun = await person.Browser.GetAnswerAsync("/sign-in/oidc");
        var back = await victim.Browser.GetAnswerAsync((await person.Browser.GetAnswerAsync(begun.Location!)).Location!);
        Assert.Equal("/sign-in?problem=provider", back.Location);
        victim.AssertSignedIn(false);
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_such_way()
    {
        await using var server = await RunningServer.StartAsync();
        (await server.Public.GetAnswerAsync("/sign-in/oidc")).AssertStatus(404);
        Assert.DoesNotContain("organization", (await server.Public.GetAnswerAsync("/sign-in")).AssertStatus(200).Text, StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(Engine engine, IdentityProvider provider) => RunningServer.StartAsync(
        engine,
        configure: null,
        "--Oidc:Authority", provider.Address, "--Oidc:ClientId", IdentityProvider.ClientId, "--Oidc:ClientSecret", "secret", "--Oidc:Allow", new Uri(provider.Address).Authority);

    /// <summary>Follows the redirects as a browser does, and says where it ended.</summary>
    private static async Task<string?> SignInAsync(RunningServer server, Person person, string query = "")
    {
        var toProvider = (await person.Browser.GetAnswerAsync($"/sign-in/oidc{query}")).AssertStatus((int)HttpStatusCode.Redirect);
        var back = (await person.Browser.GetAnswerAsync(toProvider.Location!)).AssertStatus((int)HttpStatusCode.Redirect);
        Assert.StartsWith(server.Address, back.Location, StringComparison.Ordinal);
        return (await person.Browser.GetAnswerAsync(back.Location!)).AssertStatus((int)HttpStatusCode.Redirect).Location;
    }
}
