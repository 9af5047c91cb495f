using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>
/// Who may call what: <c>api-specs/access.csv</c>, written by hand, against the running server. Every route × every role, as API key
/// and as person × own and other brand.
/// </summary>
public sealed class AccessMatrixTests
{
    private static readonly string[] Roles = ["owner", "brand_admin", "brand_viewer", "factory", "inspector"];

    [Fact]
    public async Task Every_route_of_the_server_is_in_the_table_and_no_other()
    {
        await using var server = await RunningServer.StartAsync();

        var served = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            // Scripts and styles of the console are files that everybody may have; their names change with what is in them.
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() == null)
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
            .ToHashSet(StringComparer.Ordinal);
        var written = AccessRule.ReadAll().Select(rule => rule.Route).ToList();

        Assert.True(served.IsSubsetOf(written), $"not in the table:\n{string.Join('\n', served.Except(written))}");
        Assert.True(served.IsSupersetOf(written), $"not in the server:\n{string.Join('\n', written.Except(served))}");
        Assert.Equal(written.Distinct(StringComparer.Ordinal), written);
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_role_may_call_what_the_table_says_and_nothing_else(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var world = await AccessWorld.CreateAsync(server);
        var wrong = new List<string>();
        var table = new StringBuilder();

        foreach (var rule in AccessRule.ReadAll())
        {
            table.Append(CultureInfo.InvariantCulture, $"{rule.Route,-64}");
            foreach (var caller in world.Callers)
            {
                var expected = rule.ExpectedFor(caller.Role, caller.IsPerson);
                var seen = Describe(await AccessWorld.CallAsync(rule, caller.Client, world.Own));
                if (caller.Person != null && rule.EndsSession)
                    (await caller.Person.SignInAsync()).AssertStatus(200);
                table.Append(CultureInfo.InvariantCulture, $" {caller.Name}={seen}");
                if (expected != seen)
                    wrong.Add($"{caller.Name} {rule.Route}: expected {expected}, was {seen}");
            }

            table.Append('\n');
        }

        await Repository.WriteTableAsync($"access-roles-{engine}", table.ToString());
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>What another brand has answers as what nobody has: the same status and, but for the id itself, the same text.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task What_is_another_brands_answers_as_what_nobody_has(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var world = await AccessWorld.CreateAsync(server);
        var wrong = new List<string>();
        var table = new StringBuilder();
        var before = await server.DumpAsync();

        foreach (var rule in AccessRule.ReadAll().Where(rule => rule.OtherBrand != "-"))
        {
            foreach (var caller in world.Strangers.Where(caller => rule.ExpectedFor(caller.Role, caller.IsPerson) == "let in"))
            {
                var theirs = await AccessWorld.CallAsync(rule, caller.Client, world.Own);
                var nobodys = await AccessWorld.CallAsync(rule, caller.Client, AccessWorld.Nobodys);
                var same = theirs.Status == nobodys.Status && world.Own.Hide(theirs.Text) == AccessWorld.Nobodys.Hide(nobodys.Text);
                table.Append(CultureInfo.InvariantCulture, $"{rule.Route,-64} {caller.Name} {theirs.Status}\n");
                if (!same || theirs.Status != (rule.OtherBrand == "unknown" ? 404 : 0))
                    wrong.Add($"{caller.Name} {rule.Route}: another brand's: {theirs}; nobody's: {nobodys}");
            }
        }

        await Repository.WriteTableAsync($"access-brands-{engine}", table.ToString());
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await server.DumpAsync());
    }

    private static string Describe(Answer answer) => answer.Status switch
    {
        401 when answer.Json.Text("code") == "unauthenticated" => "401",
        403 => "403",
        _ => "let in",
    };
}
