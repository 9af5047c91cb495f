using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>The keys of those who own the deployment: replaced and revoked like any other, but never the last one.</summary>
public sealed class OwnerKeyTests
{
    private const string Keys = "/api/v1/owners/api-keys";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_first_owners_key_is_replaced_and_then_works_no_more(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var first = Assert.Single((await server.Owner.GetAnswerAsync(Keys)).AssertStatus(200).Json.GetProperty("items").EnumerateArray().ToList());
        Assert.Equal(("owner", "active"), (first.Text("role"), first.Text("status")));

        var rotated = (await server.Owner.PostAnswerAsync($"{Keys}/{first.Text("id")}/rotate", new { overlapHours = 0 })).AssertStatus(201).Json;
        (await server.Owner.GetAnswerAsync(Keys)).AssertProblem(401, "unauthenticated");
        using var owner = server.NewClient(rotated.Text("key"));
        (await owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);

        var trail = (await owner.GetAnswerAsync("/api/v1/audit?action=api_key.rotate")).AssertStatus(200).Json.GetProperty("items");
        Assert.Equal(first.Text("id"), trail[0].Text("target"));
        // Neither is it among a brand's keys, nor does it answer as one of "brand 0".
        (await owner.GetAnswerAsync("/api/v1/brands/000000000000/api-keys")).AssertProblem(404, "not_found");
        foreach (var path in new[] { brand.Id, "000000000000" })
            (await owner.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/brands/{path}/api-keys/{rotated.Text("id")}")).AssertProblem(404, "not_found");
        (await owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task The_last_owner_is_not_revoked_and_a_person_counts_as_one(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var first = (await server.Owner.GetAnswerAsync(Keys)).Json.GetProperty("items")[0].Text("id");
        foreach (var body in new object[] { new { role = "brand_admin", name = "x" }, new { role = "owner", name = "x", sites = new[] { "Porto" } }, new { role = "owner", name = "" } })
            (await server.Owner.PostAnswerAsync(Keys, body)).AssertProblem(422, "invalid_api_key");

        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{first}")).AssertProblem(409, "last_owner");
        var second = await server.Owner.PostAsync(Keys, new { role = "owner", name = "second" });
        // A key that somebody wrote past the server is no owner.
        await server.ExecuteAsync("UPDATE api_key SET created_at = created_at + 1 WHERE name = 'second';");
        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{first}")).AssertProblem(409, "last_owner");
        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{second.Text("id")}")).AssertStatus(204);
        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{first}")).AssertProblem(409, "last_owner");

        using var person = await Person.SignedInAsync(server, brand: null, "owner", "boss@trace.example");
        (await server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{first}")).AssertStatus(204);
        (await server.Owner.GetAnswerAsync("/api/v1/brands")).AssertProblem(401, "unauthenticated");
        (await person.Browser.PostAnswerAsync(Keys, new { role = "owner", name = "next" })).AssertStatus(201);
    }

    /// <summary>Of two owners' keys that revoke each other at once, one stays.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task Two_keys_that_revoke_each_other_leave_one(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var first = (await server.Owner.GetAnswerAsync(Keys)).Json.GetProperty("items")[0].Text("id");
        var second = await server.Owner.PostAsync(Keys, new { role = "owner", name = "second" });
        using var other = server.NewClient(second.Text("key"));

        await Task.WhenAll(
            server.Owner.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{second.Text("id")}"),
            other.SendAnswerAsync(HttpMethod.Delete, $"{Keys}/{first}"));

        Assert.Equal(1, await server.FindAsync<long>("SELECT COUNT(*) FROM api_key WHERE role = 'owner' AND revoked_at IS NULL;"));
    }

    /// <summary>A deployment that nobody owns gets an owner at the next start; one that somebody owns does not.</summary>
    [Fact]
    public async Task A_start_makes_a_key_only_when_nobody_owns_the_deployment()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("owner-api-key.txt");
        await using (await RunningServer.StartAsync(folder.Path))
        {
        }

        var first = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await using (var again = await RunningServer.StartAsync(folder.Path))
        {
            Assert.Equal(first, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            await again.ExecuteAsync("UPDATE api_key SET revoked_at = 1 WHERE role = 'owner';");
        }

        await using var third = await RunningServer.StartAsync(folder.Path);
        Assert.NotEqual(first, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        (await third.Owner.GetAnswerAsync("/api/v1/brands")).AssertStatus(200);
    }
}
