using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>Headers that tell a browser what an answer may do there, on every answer.</summary>
public sealed class SecurityHeadersTests
{
    private static readonly string[] Expected =
        ["X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"];

    [Theory, ClassData(typeof(BothEngines))]
    public async Task Every_answer_has_them_whatever_its_status(Engine engine)
    {
        await using var server = await RunningServer.StartAsync(engine);
        var brand = await server.CreateBrandAsync();
        var code = await brand.CodeAsync();
        var answers = new List<(string Name, int Status, Answer Answer)>
        {
            ("page", 200, await server.Public.GetAnswerAsync("/")), ("privacy", 200, await server.Public.GetAnswerAsync("/privacy")), ("document", 200, await server.Public.GetAnswerAsync("/openapi/v1.json")),
            ("keys", 200, await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")), ("explorer", 200, await server.Public.GetAnswerAsync("/swagger/index.html")), ("script", 200, await server.Public.GetAnswerAsync("/swagger/index.js")),
            ("code", 200, await server.Public.GetAnswerAsync(CodeRequests.PathOf(code))), ("health", 200, await server.Public.GetAnswerAsync("/health/live")), ("nobody", 401, await server.Public.GetAnswerAsync("/api/v1/brands")), ("forbidden", 403, await brand.Admin.GetAnswerAsync("/api/v1/brands")),
            ("nothing", 404, await server.Public.GetAnswerAsync("/nothing")), ("method", 405, await server.Public.SendAnswerAsync(HttpMethod.Delete, "/api/v1/verify")), ("json", 400, await server.Public.PostTextAsync("/api/v1/verify", "{")),
            ("media type", 415, await server.Public.PostTextAsync("/api/v1/verify", "{}", "text/plain")), ("large", 413, await server.Public.PostTextAsync("/api/v1/verify", new string(' ', 9000))),
            ("list", 200, await brand.Admin.GetAnswerAsync("/api/v1/products")), ("created", 201, await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 1 })),
        };
        await server.ExecuteAsync("ALTER TABLE product RENAME TO product_away;");
        answers.Add(("bug", 500, await brand.Admin.GetAnswerAsync("/api/v1/products")));

        foreach (var (name, status, answer) in answers)
        {
            Assert.Equal((name, status), (name, answer.Status));
            Assert.All(Expected, header => Assert.True(answer.Headers.Contains(header), $"{name} has no {header}"));
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            // The explorer alone writes styles into its elements; no page runs a script that was written into it.
            Assert.DoesNotContain("unsafe", policy.Replace("style-src 'self' 'unsafe-inline'", "", StringComparison.Ordinal), StringComparison.Ordinal);
            if (answer.MediaType != "text/html" && name != "script")
                Assert.Equal("default-src 'none'; frame-ancestors 'none'", policy);
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"), $"{name} asks for TLS where there is none");
            Assert.False(answer.Headers.Contains("Server"), name);
        }
    }

    [Fact]
    public async Task Behind_tls_a_browser_is_told_to_stay_there()
    {
        // What a proxy does that ends TLS and is believed.
        await using var server = await RunningServer.StartAsync(Engine.Sqlite, builder => builder.Services.AddSingleton<IStartupFilter, BehindTls>());

        var header = Assert.Single((await server.Public.GetAnswerAsync("/")).Headers.GetValues("Strict-Transport-Security"));

        Assert.Equal("max-age=31536000", header);
    }

    private sealed class BehindTls : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (HttpContext context, RequestDelegate rest) =>
            {
                context.Request.Scheme = "https";
                await rest(context);
            });
            next(app);
        };
    }
}
