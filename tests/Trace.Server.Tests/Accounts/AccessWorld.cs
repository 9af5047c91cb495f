using System.Text;
using Trace.Server.Tests.Listings;
using Trace.Server.Tests.Reports;
using Trace.Server.Tests.Verification;
using Trace.Testing;

namespace Trace.Server.Tests.Accounts;

/// <summary>Who calls: a role, by API key or as a person who signed in; nobody has no role.</summary>
internal sealed record AccessCaller(string? Role, HttpClient Client, Person? Person = null)
{
    public bool IsPerson => Person != null;

    public string Name => Role == null ? "nobody" : IsPerson ? $"{Role}(person)" : Role;
}

/// <summary>One of everything that a route can name.</summary>
internal sealed record AccessThings(IReadOnlyDictionary<string, string> Ids)
{
    public string Fill(string path) => Ids.Aggregate(path, (text, id) => text.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    /// <summary>A text without these ids.</summary>
    public string Hide(string text) => Ids.Values.OrderByDescending(id => id.Length).Aggregate(text, (all, id) => all.Replace(id, "#", StringComparison.Ordinal));
}

/// <summary>Two brands, callers of every kind, and what the first brand has.</summary>
internal sealed class AccessWorld
{
    /// <summary>Routes that take a form with a file.</summary>
    private static readonly string[] Forms = ["/captures", "/photos", "/documents", "/findings"];

    private static readonly string[] BrandRoles = ["brand_admin", "brand_viewer", "factory", "inspector"];

    private AccessWorld(AccessThings own, IReadOnlyList<AccessCaller> callers, IReadOnlyList<AccessCaller> strangers) =>
        (Own, Callers, Strangers) = (own, callers, strangers);

    /// <summary>What acme has.</summary>
    public AccessThings Own { get; }

    /// <summary>What nobody has.</summary>
    public static AccessThings Nobodys { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["brandId"] = "000000000001",
        ["id"] = "7ZZZZZ",
        ["gtin"] = TestGtin.Of(99),
        ["serial"] = "0123456789AB",
        ["keyId"] = "000000000002",
        ["accountId"] = "000000000003",
        ["webhookId"] = "000000000005",
        ["anomalyId"] = "0000000000071",
        ["reportId"] = "000000000008",
        ["rightId"] = "000000000009",
        ["sellerId"] = "00000000000A",
        ["listingId"] = "00000000000C",
        ["captureId"] = "00000000000D",
        ["purchaseId"] = "00000000000E",
        ["fileId"] = "00000000000F",
        ["caseId"] = "00000000000D",
        ["textId"] = "00000000000E",
    });

    /// <summary>Of acme, of the deployment, and nobody.</summary>
    public IReadOnlyList<AccessCaller> Callers { get; }

    /// <summary>The same roles in another brand.</summary>
    public IReadOnlyList<AccessCaller> Strangers { get; }

    public static async Task<AccessWorld> CreateAsync(RunningServer server)
    {
        var acme = await server.CreateBrandAsync();
        var rival = await server.CreateBrandAsync("rival", "id.rival.example", TestGtin.Of(1));
        var batch = await acme.CreateBatchAsync(3);
        var serial = (await server.Public.VerifyAsync((await acme.UrisAsync(batch, 0, 1))[0])).GetProperty("unit").Text("serial");
        await acme.ReportAsync(batch, 1, 1, "stolen");
        await server.Public.VerifyAsync((await acme.UrisAsync(batch, 1, 1))[0]);
        var anomaly = (await acme.Admin.GetAnswerAsync("/api/v1/anomalies")).AssertStatus(200).Json.GetProperty("items")[0];
        var key = await server.Owner.PostAsync($"/api/v1/brands/{acme.Id}/api-keys", new { role = "factory", name = "to be named" });
        var account = await server.Owner.PostAsync($"/api/v1/brands/{acme.Id}/accounts", new { email = "named@acme.example", name = "Named", role = "inspector" });
        var webhook = await server.Owner.PostAsync($"/api/v1/brands/{acme.Id}/webhooks", new { url = "https://hooks.acme.example/trace" });
        var listing = (await acme.Admin.PostAsync("/api/v1/listings", TestListings.Offer)).Text("id");
        var capture = (await acme.Admin.CaptureAsync(listing, "offer.txt", "Olive oil"u8.ToArray())).AssertStatus(201).Json;
        var enforced = (await acme.Admin.PostAsync("/api/v1/cases", new { claim = "unauthorized", platform = "ebay", country = "DE" })).Text("id");
        var letter = await acme.Admin.PostAsync($"/api/v1/cases/{enforced}/letters", new { kind = "first_letter" });
        var own = new AccessThings(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["brandId"] = acme.Id,
            ["id"] = batch,
            ["gtin"] = acme.Gtin,
            ["serial"] = serial,
            ["keyId"] = key.Text("id"),
            ["accountId"] = account.GetProperty("account").Text("id"),
            ["webhookId"] = webhook.Text("id"),
            ["anomalyId"] = anomaly.Text("id"),
            ["reportId"] = await server.ReportAsync((await acme.UrisAsync(batch, 0, 1))[0], SentReports.Photo(9, 9)),
            ["listingId"] = listing,
            ["captureId"] = capture.Text("id"),
            ["fileId"] = capture.GetProperty("file").Text("id"),
            ["purchaseId"] = (await acme.Admin.PostAsync("/api/v1/purchases", TestListings.Purchase)).Text("id"),
            ["rightId"] = (await acme.Admin.PostAsync("/api/v1/rights", Rights.TestRights.Mark)).Text("id"),
            ["sellerId"] = (await acme.Admin.PostAsync("/api/v1/sellers", Sellers.TestSellers.Of("shop.example"))).Text("id"),
            ["caseId"] = enforced,
            ["textId"] = letter.GetProperty("text").Text("id"),
        });
        var owner = await Person.SignedInAsync(server, brand: null, "owner", "boss@trace.example");
        return new AccessWorld(
            own,
            [new(null, FromOurPages(server.Public)), new("owner", FromOurPages(server.Owner)), new("owner", owner.Browser, owner), .. await CallersAsync(server, acme)],
            await CallersAsync(server, rival));
    }

    public static Task<Answer> CallAsync(AccessRule rule, HttpClient client, AccessThings things)
    {
        var path = things.Fill(rule.Path)
            .Replace("{number}", "1", StringComparison.Ordinal)
            .Replace("{prefix}", "9999", StringComparison.Ordinal)
            .Replace("{sessionId}", "000000000004", StringComparison.Ordinal)
            .Replace("{deliveryId}", "000000000006", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal)
            .Replace("{code}", "not_found", StringComparison.Ordinal)
            .Replace("{token}", "no-token", StringComparison.Ordinal);
        if (path.Contains("{**", StringComparison.Ordinal))
            path = $"/01/{TestGtin.Of(99)}/10/L1/21/X";
        var mediaType = path.EndsWith("/scans/import", StringComparison.Ordinal) ? "application/x-ndjson" : path.EndsWith("/import", StringComparison.Ordinal) ? "text/csv" : "application/json";
        HttpContent? content = rule.Method is not ("POST" or "PUT" or "PATCH") ? null
            : Forms.Any(form => path.EndsWith(form, StringComparison.Ordinal)) ? new MultipartFormDataContent { { new StringContent("x"), "note" } }
            : new StringContent("{}", Encoding.UTF8, mediaType);
        return client.SendAnswerAsync(new HttpMethod(rule.Method), path, content);
    }

    private static async Task<List<AccessCaller>> CallersAsync(RunningServer server, TestBrand brand)
    {
        var callers = new List<AccessCaller>();
        foreach (var role in BrandRoles)
        {
            callers.Add(new(role, FromOurPages(await server.NewClientAsync(brand, role))));
            var person = await Person.SignedInAsync(server, brand, role, $"{role}@{brand.Id}.example");
            callers.Add(new(role, person.Browser, person));
        }

        return callers;
    }

    /// <summary>Forms are taken from our own pages only, whoever sends them.</summary>
    private static HttpClient FromOurPages(HttpClient client)
    {
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }
}
