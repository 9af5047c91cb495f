using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Accounts;

/// <summary>Who may call what: each role on each address.</summary>
public sealed class RolesTests
{
    private const string Nobody = "nobody";
    private static readonly string[] Roles = ["owner", "brand_admin", "brand_viewer", "factory", "inspector"];

    /// <summary>Every address of the API that needs a key, and the roles it is for. Written by hand: the table is what was decided.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/brands"] = ["owner"],
        ["GET /api/v1/brands"] = ["owner"],
        ["GET /api/v1/brands/{brandId}"] = ["owner", "brand_admin", "brand_viewer", "factory", "inspector"],
        ["POST /api/v1/brands/{brandId}/api-keys"] = ["owner", "brand_admin"],
        ["GET /api/v1/brands/{brandId}/api-keys"] = ["owner", "brand_admin"],
        ["POST /api/v1/brands/{brandId}/api-keys/{keyId}/rotate"] = ["owner", "brand_admin"],
        ["DELETE /api/v1/brands/{brandId}/api-keys/{keyId}"] = ["owner", "brand_admin"],
        ["GET /api/v1/brands/{brandId}/audit"] = ["owner", "brand_admin"],
        ["GET /api/v1/brands/{brandId}/audit/export"] = ["owner", "brand_admin"],
        ["GET /api/v1/audit"] = ["owner"],
        ["POST /api/v1/products"] = ["brand_admin"],
        ["GET /api/v1/products"] = ["brand_admin", "brand_viewer", "factory", "inspector"],
        ["GET /api/v1/products/{gtin}"] = ["brand_admin", "brand_viewer", "factory", "inspector"],
        ["PATCH /api/v1/products/{gtin}"] = ["brand_admin"],
        ["POST /api/v1/batches"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches/{id}"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches/{id}/codes"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches/{id}/codes/manifest"] = ["brand_admin", "factory"],
        ["POST /api/v1/batches/import"] = ["brand_admin"],
        ["POST /api/v1/batches/{id}/status"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches/{id}/status"] = ["brand_admin", "factory"],
        ["GET /api/v1/batches/{id}/labels"] = ["brand_admin", "factory"],
        ["GET /api/v1/label-templates"] = ["brand_admin", "factory"],
        ["GET /api/v1/units/{gtin}/{serial}"] = ["brand_admin", "brand_viewer", "inspector"],
        ["GET /api/v1/brands/{brandId}/refused-tries"] = ["owner", "brand_admin", "brand_viewer", "inspector"],
    };

    [Fact]
    public async Task Every_address_of_the_api_is_open_to_everybody_or_in_the_table()
    {
        await using var server = await RunningServer.StartAsync();

        var closed = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.Metadata.OfType<IAllowAnonymous>().Any() && endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"));

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), closed.Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Each_role_may_call_what_it_is_for_and_nothing_else(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var batch = await brand.CreateBatchAsync(3);
        var clients = new Dictionary<string, HttpClient> { [Nobody] = server.Public, ["owner"] = server.Owner };
        foreach (var role in Roles.Where(role => role != "owner"))
            clients[role] = await server.NewClientAsync(brand, role);
        var wrong = new List<string>();

        foreach (var (route, roles) in Allowed)
        {
            var (method, path) = (route.Split(' ')[0], route.Split(' ')[1]
                .Replace("{brandId}", brand.Id, StringComparison.Ordinal)
                .Replace("{id}", batch, StringComparison.Ordinal)
                .Replace("{gtin}", brand.Gtin, StringComparison.Ordinal)
                .Replace("{serial}", "X", StringComparison.Ordinal));
            foreach (var (role, client) in clients)
            {
                var answer = await client.SendAnswerAsync(new HttpMethod(method), path);
                var expected = role == Nobody ? "401 unauthenticated" : roles.Contains(role) ? "let in" : "403 forbidden";
                var seen = answer.Status is 401 or 403 ? string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Json.Text("code")}") : "let in";
                if (expected != seen)
                    wrong.Add($"{role} {route}: expected {expected}, {answer}");
            }
        }

        Assert.Empty(wrong);
    }

    /// <summary>The bodies of the refusals are problem documents, and a 401 says how to authenticate.</summary>
    [Theory, ClassData(typeof(BothEngines))]
    public async Task A_refusal_is_a_problem_document(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var factory = await server.NewClientAsync(brand, "factory");

        var nobody = await server.Public.GetAnswerAsync("/api/v1/batches");
        nobody.AssertProblem(401, "unauthenticated");
        Assert.Equal("Bearer", Assert.Single(nobody.Headers.WwwAuthenticate).Scheme);
        (await factory.GetAnswerAsync("/api/v1/brands")).AssertProblem(403, "forbidden");
    }
}
