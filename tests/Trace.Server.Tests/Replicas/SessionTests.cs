using Trace.Server.Tests.Accounts;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Replicas;

/// <summary>Behind a balancer every request may reach another server: who is signed in on one is on all, and so is who was signed out.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task A_person_signed_in_on_one_server_works_and_signs_out_on_the_other()
    {
        using var folder = new TemporaryFolder();
        var database = await Engine.Postgres.CreateDatabaseAsync();
        await using var one = await RunningServer.StartAsync(folder.Path, database);
        await using var two = await RunningServer.StartAsync(folder.Path, database);
        var brand = await one.CreateBrandAsync();
        using var person = await Person.SignedInAsync(one, brand, "brand_admin");
        using var there = person.ElsewhereAt(two);
        there.Cookies.Add(person.Cookies.GetAllCookies());

        (await there.Browser.PostAnswerAsync("/api/v1/products", new { gtin = TestGtin.Of(3), name = "Soap" })).AssertStatus(201);
        (await person.Browser.GetAnswerAsync($"/api/v1/products/{TestGtin.Of(3)}")).AssertStatus(200);

        (await there.Browser.SendAnswerAsync(HttpMethod.Delete, "/api/v1/session")).AssertStatus(204);
        (await person.Browser.GetAnswerAsync("/api/v1/products")).AssertProblem(401, "unauthenticated");

        // A key that is revoked on one server opens nothing on the other from then on.
        var key = (await two.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "brand_viewer", name = "till" })).AssertStatus(201).Json;
        using var till = one.NewClient(key.Text("key"));
        (await till.GetAnswerAsync("/api/v1/products")).AssertStatus(200);
        (await two.Owner.SendAnswerAsync(HttpMethod.Delete, $"/api/v1/brands/{brand.Id}/api-keys/{key.Text("id")}")).AssertStatus(204);
        (await till.GetAnswerAsync("/api/v1/products")).AssertStatus(401);
    }
}
