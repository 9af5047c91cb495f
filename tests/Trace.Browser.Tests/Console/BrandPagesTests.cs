using Trace.Testing;
using Xunit;

namespace Trace.Browser.Tests.Console;

/// <summary>What an administrator does with the brand's own affairs, in a browser.</summary>
public sealed class BrandPagesTests
{
    private const string Live = ".shell[data-live]";

    [Fact]
    public async Task A_product_a_key_for_a_machine_a_person_and_a_revoked_signing_key()
    {
        await using var world = new ConsoleWorld();
        await world.InitializeAsync();
        var at = world.Server.Address;
        var page = await Chromium.VisitAsync(world.SignIn("/console/products/new") with
        {
            Width = 1440,
            Height = 900,
            Steps =
            [
                .. ConsoleWorld.SignInSteps, PageStep.WaitFor(Live),
                PageStep.Fill("#gtin", "9506000134351"), PageStep.Fill("#name", "Vinegar, 250 ml"), PageStep.Click("#save"), PageStep.WaitFor("main [role=alert]"),
                PageStep.Fill("#gtin", "9506000134369"), PageStep.Click("#save"), PageStep.WaitFor("h1 bdi"),
                PageStep.Evaluate("location.pathname"),

                PageStep.Go($"{at}/console/api-keys"), PageStep.WaitFor(Live),
                PageStep.Fill("#name", "Line 1"), PageStep.Click("#create"), PageStep.WaitFor(".secret input"),
                PageStep.Evaluate("document.querySelector('.secret input').value"),
                PageStep.Go($"{at}/console/api-keys"), PageStep.WaitFor(Live),
                PageStep.Evaluate("document.querySelector('.secret') === null"),

                PageStep.Go($"{at}/console/people/new"), PageStep.WaitFor(Live),
                PageStep.Fill("#email", "lee@casa.example"), PageStep.Fill("main #name", "Lee"), PageStep.Click("#save"), PageStep.WaitFor(".secret input"),
                PageStep.Evaluate("document.querySelector('.secret input').value"),

                PageStep.Go($"{at}/console/keys"), PageStep.WaitFor(Live),
                PageStep.Click("[data-revoke]"), PageStep.WaitFor("#consent-word"), PageStep.Fill("#consent-note", "A laptop was lost"),
                PageStep.Evaluate("document.querySelector('#consent').disabled"),
                PageStep.Evaluate("document.querySelector('[data-revoke]').dataset.revoke"),
                PageStep.Fill("#consent-word", "1"), PageStep.WaitFor("#consent:not([disabled])"), PageStep.Click("#consent"), PageStep.WaitFor(".chip.revoked"),

                // As the button does it; the browser keeps the file to itself.
                PageStep.Go($"{at}/console/data"), PageStep.WaitFor("#export"),
                PageStep.Evaluate("fetch(document.querySelector('#export').form.action, { method: 'POST', body: new URLSearchParams() }).then(answer => answer.blob()).then(file => file.type)"),
            ],
        });

        Assert.Equal([], page.ConsoleErrors);
        Assert.Equal("/console/products/09506000134369", page.Values[0].GetString());
        using var line = world.Server.NewClient(page.Values[1].GetString());
        Assert.Equal("factory", (await line.GetFromJsonAsync("/api/v1/session")).Text("role"));
        Assert.True(page.Values[2].GetBoolean());
        Assert.StartsWith($"{at}/set-password#", page.Values[3].GetString(), StringComparison.Ordinal);
        Assert.Equal((true, "1"), (page.Values[4].GetBoolean(), page.Values[5].GetString()));
        Assert.Equal("application/zip", page.Values[6].GetString());
        var brand = (await world.Admin.GetFromJsonAsync("/api/v1/session")).Text("brandId");
        var keys = (await world.Admin.GetFromJsonAsync($"/api/v1/brands/{brand}/keys")).GetProperty("items");
        Assert.Equal(["active", "revoked"], keys.EnumerateArray().Select(key => key.Text("status")));
    }
}
