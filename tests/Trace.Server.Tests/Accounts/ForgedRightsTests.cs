using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>Someone writes the database without the master key. No later change through the API makes what they wrote count.</summary>
public sealed class ForgedRightsTests
{
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_key_whose_row_was_changed_past_the_server_can_be_revoked_but_not_rotated(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var path = $"/api/v1/brands/{brand.Id}/api-keys";
        var key = await brand.Admin.PostAsync(path, new { role = "factory", name = "Line 3", gtins = new[] { brand.Gtin } });
        using var client = server.NewClient(key.Text("key"));
        (await client.GetAnswerAsync("/api/v1/batches")).AssertStatus(200);

        await server.ExecuteAsync("UPDATE api_key SET role = 'brand_admin', gtins = NULL WHERE role = 'factory';");
        var before = await server.DumpAsync();
        (await brand.Admin.PostAnswerAsync($"{path}/{key.Text("id")}/rotate", new { })).AssertProblem(404, "not_found");
        Assert.Equal(before, await server.DumpAsync());
        (await client.GetAnswerAsync(path)).AssertProblem(401, "unauthenticated");

        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, $"{path}/{key.Text("id")}")).AssertStatus(204);
        // Nor does it come back with the row as it was.
        await server.ExecuteAsync("UPDATE api_key SET role = 'factory', gtins = @Gtins, revoked_at = NULL WHERE name = 'Line 3';", new { Gtins = $"[\"{brand.Gtin}\"]" });
        (await client.GetAnswerAsync("/api/v1/batches")).AssertProblem(401, "unauthenticated");
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task An_account_whose_row_was_changed_past_the_server_can_be_disabled_or_erased_and_nothing_else(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        using var victim = await Person.InviteAsync(server, brand, "brand_admin", "lee@acme.example");
        using var person = await Person.SignedInAsync(server, brand, "inspector");
        var path = $"/api/v1/brands/{brand.Id}/accounts/{person.Id}";

        await server.ExecuteAsync("UPDATE account SET role = 'brand_admin' WHERE email = 'kim@acme.example';");
        // The forger knows the password of one account and gives it to the other.
        await server.ExecuteAsync("UPDATE account SET password_hash = (SELECT password_hash FROM account WHERE email = 'kim@acme.example') WHERE email = 'lee@acme.example';");
        var before = await server.DumpAsync();
        foreach (var body in new object[] { new { name = "Kim" }, new { disabled = false }, new { disabled = true, name = "Kim" }, new { role = "inspector" }, new { gtins = new[] { brand.Gtin } } })
            (await brand.Admin.PatchAnswerAsync(path, body)).AssertProblem(404, "not_found");
        (await brand.Admin.PatchAnswerAsync($"/api/v1/brands/{brand.Id}/accounts/{victim.Id}", new { name = "Lee" })).AssertProblem(404, "not_found");
        (await brand.Admin.PostAnswerAsync($"{path}/reset-password", new { })).AssertProblem(404, "not_found");
        Assert.Equal(before, await server.DumpAsync());
        person.AssertSignedIn(false);
        (await person.SignInAsync()).AssertProblem(401, "sign_in_failed");
        (await victim.SignInAsync()).AssertProblem(401, "sign_in_failed");

        Assert.Equal("disabled", (await brand.Admin.PatchAnswerAsync(path, new { disabled = true })).AssertStatus(200).Json.Text("status"));
        (await brand.Admin.PatchAnswerAsync(path, new { disabled = false })).AssertProblem(404, "not_found");
        await server.ExecuteAsync("UPDATE account SET role = 'inspector', disabled_at = NULL WHERE email = 'kim@acme.example';");
        (await person.SignInAsync()).AssertProblem(401, "sign_in_failed");
        (await brand.Admin.SendAnswerAsync(HttpMethod.Delete, path)).AssertStatus(204);
        (await brand.Admin.GetAnswerAsync(path)).AssertProblem(404, "not_found");
    }
}
