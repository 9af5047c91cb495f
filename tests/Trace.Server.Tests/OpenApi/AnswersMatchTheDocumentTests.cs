using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Log;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.OpenApi;

/// <summary>The server does what its document says: the request examples are taken, and every answer is valid for the schema it is listed with.</summary>
public sealed partial class AnswersMatchTheDocumentTests : IAsyncLifetime
{
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private RunningServer _server = null!;
    private OpenApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        // The examples have times of one day.
        _server = await RunningServer.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(new DayOfTheExamples()));
        _document = await OpenApiDocument.GetAsync(_server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_operation_answers_as_documented()
    {
        var created = await CallAsync(_server.Owner, "CreateBrand", 201);
        var (brand, slug) = (created!["id"]!.GetValue<string>(), created["slug"]!.GetValue<string>());
        await CallAsync(_server.Owner, "CreateBrand", 422, body: """{"name":"","slug":"x","host":"x"}""");
        await CallAsync(_server.Owner, "CreateBrand", 409);
        await CallAsync(_server.Owner, "CreateBrand", 400, body: "{");
        await CallAsync(_server.Owner, "ListBrands", 200);
        await CallAsync(_server.Owner, "GetBrand", 200, new() { ["brandId"] = brand });
        await CallAsync(_server.Owner, "GetBrand", 404, new() { ["brandId"] = "000000000000" });
        var key = await CallAsync(_server.Owner, "CreateApiKey", 201, new() { ["brandId"] = brand }, body: """{"role":"brand_admin","name":"test"}""");
        using var admin = _server.NewClient(key!["key"]!.GetValue<string>());
        await CallAsync(admin, "CreateProduct", 201);
        await CallAsync(admin, "CreateProduct", 409);
        await CallAsync(_server.Owner, "CreateApiKey", 201, new() { ["brandId"] = brand });
        await CallAsync(_server.Owner, "CreateApiKey", 404, new() { ["brandId"] = "000000000000" });
        await CallAsync(admin, "ListProducts", 200);
        await CallAsync(admin, "ListProducts", 400, new() { ["limit"] = "0" });
        await CallAsync(admin, "GetProduct", 200);
        await CallAsync(admin, "UpdateProduct", 200);
        await CallAsync(_server.Owner, "GetProduct", 403);
        await CallAsync(_server.Public, "GetProduct", 401);

        var batch = (await CallAsync(admin, "CreateBatch", 201))!["id"]!.GetValue<string>();
        await CallAsync(admin, "CreateBatch", 422, body: """{"gtin":"09506000134352","quantity":0}""");
        await CallAsync(admin, "CreateBatch", 415, body: "x", mediaType: "text/plain");
        await CallAsync(admin, "ImportBatch", 201, mediaType: "text/csv");
        await CallAsync(admin, "ImportBatch", 422, mediaType: "text/csv");
        await CallAsync(admin, "ListBatches", 200);
        await CallAsync(admin, "GetBatch", 200, new() { ["id"] = batch });
        await CallAsync(admin, "GetBatch", 404, new() { ["id"] = "ZZZZZZ" });
        await CallAsync(admin, "StreamCodes", 200, new() { ["id"] = batch, ["count"] = "3" });
        var line = await CallAsync(admin, "StreamCodes", 200, new() { ["id"] = batch, ["from"] = "42", ["count"] = "1", ["format"] = "ndjson" });
        await CallAsync(admin, "StreamCodes", 422, new() { ["id"] = batch, ["from"] = "99999" });
        var manifest = await CallAsync(admin, "GetManifest", 200, new() { ["id"] = batch });
        await CallAsync(admin, "RecreateBatch", 201, body: manifest!.ToJsonString());
        await CallAsync(admin, "RecreateBatch", 422);
        await CallAsync(admin, "SetStatus", 200, new() { ["id"] = batch });
        await CallAsync(admin, "SetStatus", 200, new() { ["id"] = batch }, body: new JsonObject { ["code"] = line!["uri"]!.GetValue<string>(), ["status"] = "active" }.ToJsonString(), mediaType: "application/x-ndjson");
        await CallAsync(admin, "SetStatus", 422, new() { ["id"] = batch }, mediaType: "application/x-ndjson");
        await CallAsync(admin, "ListStatus", 200, new() { ["id"] = batch });
        await CallAsync(admin, "ListLabelTemplates", 200);
        await CallAsync(admin, "PrintLabels", 200, new() { ["id"] = batch, ["format"] = "zpl", ["template"] = "roll-50x50", ["dpi"] = "300" });
        await CallAsync(admin, "PrintLabels", 200, new() { ["id"] = batch, ["format"] = "png", ["count"] = "1" });
        await CallAsync(admin, "PrintLabels", 200, new() { ["id"] = batch, ["format"] = "svg", ["count"] = "2" });
        await CallAsync(admin, "PrintLabels", 200, new() { ["id"] = batch, ["format"] = "pdf" });
        await CallAsync(admin, "PrintLabels", 422, new() { ["id"] = batch, ["template"] = "roll-1x1" });

        var serial = line["serial"]!.GetValue<string>();
        await CallAsync(_server.Public, "Verify", 200, body: new JsonObject { ["code"] = line["uri"]!.GetValue<string>(), ["location"] = new JsonObject { ["latitude"] = 41.15, ["longitude"] = -8.61 } }.ToJsonString());
        await CallAsync(_server.Public, "Verify", 200);
        await CallAsync(_server.Public, "Verify", 400, body: "{}");
        await CallAsync(_server.Public, "OpenDigitalLink", 200, new() { ["serial"] = serial, ["s"] = line["uri"]!.GetValue<string>().Split("s=")[1] }, accept: "application/json");
        await CallAsync(_server.Public, "OpenDigitalLink", 200, new() { ["serial"] = serial }, accept: "text/html");
        await CallAsync(admin, "GetUnit", 200, new() { ["serial"] = serial });
        await CallAsync(admin, "GetUnit", 404, new() { ["serial"] = "NOBODY" });
        await CallClaimsAsync(admin);
        await CallAsync(admin, "ImportScans", 200, mediaType: "application/x-ndjson");
        await CallAsync(admin, "ImportScans", 200, new() { ["verdicts"] = "true" }, body: new JsonObject { ["code"] = line["uri"]!.GetValue<string>(), ["scannedAt"] = "2026-11-20T09:30:00Z" }.ToJsonString() + "\n{", mediaType: "application/x-ndjson");
        await CallAsync(_server.Public, "GetKeys", 200);
        await CallAsync(_server.Public, "GetProblem", 200);
        await CallAsync(_server.Public, "GetLive", 200);
        await CallAsync(_server.Public, "GetReady", 200);
        await CallAsync(_server.Owner, "GetMetrics", 200);
        await CallAsync(_server.Public, "GetMetrics", 401);

        await CallAnomaliesAsync(admin, batch, line["uri"]!.GetValue<string>());
        await CallReportsAsync(admin, line["uri"]!.GetValue<string>());
        using var inspector = await Person.SignedInAsync(_server, new TestBrand(brand, TestBrand.DefaultGtin, admin), "inspector", "evidence@acme.example");
        await CallEvidenceAsync(admin, inspector.Browser, line["uri"]!.GetValue<string>());
        await CallRightsAsync(admin);
        await CallLogAsync(admin);
        await CallSellersAsync(admin, slug);
        await CallCasesAsync(brand, admin);
        await CallAccountsAsync(brand, admin);

        var unanswered = _document.Operations.Select(operation => operation.Id).Except(_answered).ToList();
        Assert.True(unanswered.Count == 0, $"This test calls every operation; it lacks {string.Join(", ", unanswered)}.");
    }

    private async Task CallLogAsync(HttpClient admin)
    {
        await _server.SequenceAsync();
        await CallAsync(admin, "ListLogRecords", 200);
        await CallAsync(admin, "ListLogRecords", 400, new() { ["cursor"] = "x" });
        var log = await CallAsync(_server.Owner, "GetLog", 200);
        await CallAsync(_server.Owner, "ResumeLog", 200, body: new JsonObject { ["checkpoint"] = log!["checkpoint"]!.GetValue<string>() }.ToJsonString());
        await CallAsync(_server.Owner, "ResumeLog", 422, body: new JsonObject { ["checkpoint"] = "none" }.ToJsonString());
        await CallAsync(_server.Owner, "RestartLog", 422, body: new JsonObject { ["ends"] = "another" }.ToJsonString());
        await CallAsync(_server.Owner, "RestartLog", 200, body: new JsonObject { ["ends"] = log["origin"]!.GetValue<string>() }.ToJsonString());
    }

    private async Task CallClaimsAsync(HttpClient admin)
    {
        var batch = (await CallAsync(admin, "CreateBatch", 201, body: """{"gtin":"09506000134352","quantity":1,"cover":true}"""))!["id"]!.GetValue<string>();
        var line = await CallAsync(admin, "StreamCodes", 200, new() { ["id"] = batch, ["format"] = "ndjson", ["cover"] = "true" });
        await CallAsync(admin, "StreamCodes", 200, new() { ["id"] = batch, ["cover"] = "true" });
        await CallAsync(_server.Public, "ClaimUnit", 200, body: new JsonObject { ["code"] = line!["uri"]!.GetValue<string>(), ["cover"] = line["cover"]!.GetValue<string>() }.ToJsonString());
        await CallAsync(_server.Public, "ClaimUnit", 200);
        await CallAsync(_server.Public, "ClaimUnit", 400, body: "{}");
        await CallAsync(admin, "GetUnit", 200, new() { ["serial"] = line["serial"]!.GetValue<string>() });
    }

    /// <summary>Calls an operation as documented and checks its answer against the document. Parameters not given are left out, required ones have their example.</summary>
    private async Task<JsonNode?> CallAsync(
        HttpClient client, string id, int status, Dictionary<string, string>? parameters = null, string? body = null, string mediaType = "application/json", string? accept = null)
    {
        var operation = _document.Operations.Single(operation => operation.Id == id);
        using var request = new HttpRequestMessage(new HttpMethod(operation.Method), AddressOf(operation, new(parameters ?? [], StringComparer.Ordinal)));
        if (accept != null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (operation.Node["requestBody"] is { } described)
        {
            body ??= Operation.Examples(described["content"]![mediaType]!).First().Value is var example && mediaType == "application/json" ? example.ToJsonString() : example.GetValue<string>();
            request.Content = new StringContent(body, Encoding.UTF8, mediaType);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == (int)response.StatusCode, $"{id} should answer {status}, answered {(int)response.StatusCode}: {text}");
        if (status is 202 or 204)
        {
            Assert.True(text.Length == 0 && operation.Node["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not null, $"{id} answered {status}, which is not documented.");
            _answered.Add(id);
            return null;
        }

        var type = response.Content.Headers.ContentType!.MediaType!;
        var media = operation.Node["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)]?["content"]?[type];
        Assert.True(media is not null, $"{id} answered {status} {type}, which is not documented: {text}");
        _answered.Add(id);
        return Parse(id, media, type, text);
    }

    private JsonNode? Parse(string id, JsonNode media, string type, string text)
    {
        if (!type.EndsWith("json", StringComparison.Ordinal))
            return null;
        JsonNode? last = null;
        foreach (var part in type == "application/x-ndjson" ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [text])
        {
            last = JsonNode.Parse(part);
            var schema = media["x-ndjson-line"] is { } line ? new JsonObject { ["$ref"] = line.GetValue<string>() } : media["schema"]!;
            var problems = _document.Schemas.Problems(schema, last);
            Assert.True(problems.Count == 0, $"{id}: {string.Join("; ", problems)}\n{part}");
            if (type == "application/problem+json")
                Assert.Contains(last!["code"]!.GetValue<string>(), media["examples"]!.AsObject().Select(example => example.Key));
        }

        return last;
    }

    private static string AddressOf(Operation operation, Dictionary<string, string> values)
    {
        var path = operation.Path;
        var query = new List<string>();
        foreach (var parameter in operation.Node["parameters"]?.AsArray() ?? [])
        {
            var name = parameter!["name"]!.GetValue<string>();
            var given = values.Remove(name, out var value);
            if (parameter["in"]!.GetValue<string>() == "path")
                path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value ?? parameter["example"]!.GetValue<string>()), StringComparison.Ordinal);
            else if (given)
                query.Add($"{name}={Uri.EscapeDataString(value!)}");
        }

        Assert.Empty(values);
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query)}";
    }

    private sealed class DayOfTheExamples : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    }
}
