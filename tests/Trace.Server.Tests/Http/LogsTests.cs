using Microsoft.Extensions.Logging;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Fuzzing;
using Trace.Server.Tests.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>Whoever reads the logs learns no code, no key, no person and no address, however much is logged.</summary>
public sealed class LogsTests
{
    private const string Email = "kim.person@acme.example";
    private const string Address = "203.0.113.77";

    [Theory, ClassData(typeof(BothEngines))]
    public async Task No_log_line_holds_a_signature_a_key_an_address_or_an_email(Engine engine)
    {
        var log = new CollectedLog();
        KnownSecrets secrets;
        string code;
        await using (var server = await RunningServer.StartAsync(engine, builder => builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log)))
        {
            var brand = await server.CreateBrandAsync();
            var factory = await server.NewClientAsync(brand, "factory");
            using var person = await Person.SignedInAsync(server, brand, "brand_admin", Email);
            server.Public.DefaultRequestHeaders.Add("X-Forwarded-For", Address);
            code = await brand.CodeAsync();
            secrets = await KnownSecrets.OfAsync(server, [server.Owner, brand.Admin, factory]);
            await UseAsync(server, brand, person, code);
            // And once more while nothing can be stored.
            await server.ExecuteAsync("ALTER TABLE scan RENAME TO scan_away; ALTER TABLE account RENAME TO account_away; ALTER TABLE brand RENAME TO brand_away;");
            await UseAsync(server, brand, person, code);
        }

        // The log is not empty: failures are in it.
        Assert.Contains("Unhandled error", log.Text, StringComparison.Ordinal);
        Assert.Null(secrets.FindIn(log.Text));
        Assert.False(KnownSecrets.HoldsApiKey(log.Text));
        foreach (var text in new[] { code.Split("s=")[1], BrandBatches.SerialOf(code), Email, "kim.person", Address, "127.0.0.1", Person.Password })
            Assert.DoesNotContain(text, log.Text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What people and machines do in a day; answers do not matter here.</summary>
    private static async Task UseAsync(RunningServer server, TestBrand brand, Person person, string code)
    {
        var path = CodeRequests.PathOf(code);
        await server.Public.PostAnswerAsync("/api/v1/verify", new { code, device = "phone" });
        await server.Public.PostAnswerAsync("/api/v1/verify", new { code = code[..^1] + "x" });
        await server.Public.GetAnswerAsync(path);
        await server.Public.GetAnswerAsync($"{path}&linkType=all");
        await server.Public.GetAnswerAsync("/privacy");
        await server.Public.PostTextAsync("/api/v1/verify", $"{{\"code\":[\"{code}\"]}}");
        await server.Public.PostTextAsync("/check", $"code={Uri.EscapeDataString(code)}", "application/x-www-form-urlencoded");
        await server.Public.PostAnswerAsync("/api/v1/passwords/reset", new { email = Email });
        await person.SignInAsync();
        await person.SignInAsync("a wrong password of some length");
        await person.Browser.GetAnswerAsync("/api/v1/account/export");
        await person.Browser.GetAnswerAsync($"/api/v1/brands/{brand.Id}/accounts");
        await brand.Admin.GetAnswerAsync("/api/v1/batches");
        await brand.Admin.PostAnswerAsync("/api/v1/batches", new { gtin = brand.Gtin, quantity = 2 }, "once");
        await brand.Admin.GetAnswerAsync($"/api/v1/units/{brand.Gtin}/{BrandBatches.SerialOf(code)}");
        await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/api-keys", new { role = "inspector", name = "x" });
        await server.Owner.PostAnswerAsync($"/api/v1/brands/{brand.Id}/accounts", new { email = "other." + Email, name = "Other", role = "inspector" });
    }
}
