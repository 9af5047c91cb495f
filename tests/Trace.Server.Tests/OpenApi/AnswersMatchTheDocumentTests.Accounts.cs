using System.Net;
using System.Text.Json.Nodes;
using OtpNet;
using Trace.Server.Tests.Accounts;
using Trace.Server.Tests.Reports;

namespace Trace.Server.Tests.OpenApi;

/// <summary>The operations of keys, people, sessions and the trail.</summary>
public sealed partial class AnswersMatchTheDocumentTests
{
    private const string NoId = "000000000000";
    private const string OtherPassword = "gelbe Wolken singen leise";

    private async Task CallAccountsAsync(string brand, HttpClient admin)
    {
        var inBrand = new Dictionary<string, string>(StringComparer.Ordinal) { ["brandId"] = brand };
        var key = (await CallAsync(admin, "ListApiKeys", 200, inBrand))!["items"]![1]!["id"]!.GetValue<string>();
        var rotated = (await CallAsync(admin, "RotateApiKey", 201, new(inBrand) { ["keyId"] = key }))!["id"]!.GetValue<string>();
        await CallAsync(admin, "RevokeApiKey", 204, new(inBrand) { ["keyId"] = rotated });
        await CallAsync(admin, "RevokeApiKey", 404, new(inBrand) { ["keyId"] = NoId });

        var another = (await CallAsync(_server.Owner, "CreateOwnerApiKey", 201))!["id"]!.GetValue<string>();
        await CallAsync(_server.Owner, "CreateOwnerApiKey", 422, body: """{"role":"factory","name":"x"}""");
        await CallAsync(_server.Owner, "ListOwnerApiKeys", 200);
        var replaced = (await CallAsync(_server.Owner, "RotateOwnerApiKey", 201, new() { ["keyId"] = another }))!["id"]!.GetValue<string>();
        await CallAsync(_server.Owner, "RevokeOwnerApiKey", 204, new() { ["keyId"] = replaced });
        await CallAsync(_server.Owner, "RevokeOwnerApiKey", 404, new() { ["keyId"] = NoId });

        await CallAsync(admin, "GetIssuingQuota", 200, inBrand);
        await CallAsync(admin, "SetIssuingQuota", 200, inBrand);
        await CallAsync(admin, "SetIssuingQuota", 422, inBrand, body: """{"dailyUnits":-1}""");
        await CallAsync(admin, "AllowIssuing", 200, inBrand);
        await CallAsync(_server.Owner, "PutGtinPrefix", 200, body: new JsonObject { ["brandId"] = brand }.ToJsonString());
        await CallAsync(_server.Owner, "PutGtinPrefix", 422, body: new JsonObject { ["brandId"] = NoId }.ToJsonString());
        await CallAsync(_server.Owner, "ListGtinPrefixes", 200);
        await CallAsync(_server.Owner, "RemoveGtinPrefix", 204);

        await CallPeopleAsync(admin, "", inBrand);
        await CallPeopleAsync(_server.Owner, "Owner", []);
        await CallPersonAsync(brand);

        await CallKeysAsync(admin, inBrand);
        await CallAsync(admin, "GetPrivacy", 200, inBrand);
        await CallAsync(admin, "SetPrivacy", 200, inBrand);
        await CallAsync(admin, "SetPrivacy", 422, inBrand, body: """{"scanRetentionDays":0}""");
        await CallAsync(admin, "SetAppearance", 200, inBrand);
        await CallAsync(admin, "SetAppearance", 422, inBrand, body: """{"accent":"#ffffff"}""");
        await CallAsync(admin, "SetLogo", 200, inBrand);
        await CallAsync(admin, "SetLogo", 422, inBrand, body: """{"content":"AAAA"}""");
        await CallAsync(admin, "GetAppearance", 200, inBrand);
        await CallAsync(admin, "RemoveLogo", 204, inBrand);
        await CallAsync(admin, "SetProductPicture", 200);
        await CallAsync(admin, "SetProductPicture", 422, body: "{}");
        await CallAsync(admin, "GetProduct", 200);
        await CallAsync(admin, "RemoveProductPicture", 204);
        await CallAsync(_server.Public, "GetPrivacyStatement", 200);
        await CallAsync(admin, "ListRefusedTries", 200, inBrand);

        await CallWebhooksAsync(admin, inBrand);

        await CallAsync(admin, "ListAudit", 200, inBrand);
        await CallAsync(admin, "ListAudit", 400, new(inBrand) { ["cursor"] = "x" });
        await CallAsync(admin, "ExportAudit", 200, inBrand);
        await CallAsync(admin, "ExportBrand", 200, inBrand);
        await CallAsync(_server.Owner, "ListDeploymentAudit", 200);
    }

    private async Task CallAnomaliesAsync(HttpClient admin, string batch, string code)
    {
        var report = new JsonObject { ["code"] = code, ["status"] = "stolen" }.ToJsonString();
        await CallAsync(admin, "SetStatus", 200, new() { ["id"] = batch }, body: report, mediaType: "application/x-ndjson");
        await CallAsync(_server.Public, "Verify", 200, body: new JsonObject { ["code"] = code }.ToJsonString());
        var id = (await CallAsync(admin, "ListAnomalies", 200, new() { ["kind"] = "stolen_labels", ["status"] = "open", ["batch"] = batch }))!["items"]![0]!["id"]!.GetValue<string>();
        var one = new Dictionary<string, string>(StringComparer.Ordinal) { ["anomalyId"] = id };
        await CallAsync(admin, "ListAnomalies", 400, new() { ["kind"] = "x" });
        await CallAsync(admin, "SnoozeAnomaly", 200, one, body: "{}");
        await CallAsync(admin, "SnoozeAnomaly", 422, one, body: """{"until":"2020-01-01T00:00:00Z"}""");
        await CallAsync(admin, "DecideAnomaly", 200, one);
        await CallAsync(admin, "DecideAnomaly", 422, one, body: "{}");
        await CallAsync(admin, "AssignAnomaly", 422, one);
        await CallAsync(admin, "AssignAnomaly", 200, one, body: "{}");
        await CallAsync(admin, "GetAnomaly", 200, one);
        await CallAsync(admin, "GetAnomaly", 404, new() { ["anomalyId"] = $"{NoId}1" });
        await CallAsync(admin, "ListAnomalyGroups", 200);
        await CallAsync(admin, "DecideAnomalyGroup", 200, body: new JsonObject { ["batch"] = batch, ["kind"] = "stolen_labels", ["status"] = "dismissed" }.ToJsonString());
        await CallAsync(admin, "DecideAnomalyGroup", 422, body: "{}");
        await CallAsync(admin, "GetAnomalyPrecision", 200);
        await CallAsync(admin, "GetDetection", 200);
        await CallAsync(admin, "SetDetection", 200);
        await CallAsync(admin, "SetDetection", 422, body: """{"copiedThreshold":1}""");
    }

    private async Task CallReportsAsync(HttpClient admin, string code)
    {
        var one = new Dictionary<string, string>(StringComparer.Ordinal) { ["reportId"] = await _server.ReportAsync(code, SentReports.Photo(9, 9)) };
        await CallAsync(admin, "ListReports", 200, new() { ["status"] = "open" });
        await CallAsync(admin, "ListReports", 400, new() { ["status"] = "x" });
        await CallAsync(admin, "GetReport", 200, one);
        await CallAsync(admin, "GetReport", 404, new() { ["reportId"] = NoId });
        await CallAsync(admin, "GetReportPicture", 200, new(one, StringComparer.Ordinal) { ["number"] = "1" });
        await CallAsync(admin, "SetReportStatus", 200, one);
        await CallAsync(admin, "SetReportStatus", 400, one, body: "{}");
        await CallAsync(admin, "EraseReport", 204, one);
        await CallAsync(admin, "GetFile", 404, new() { ["fileId"] = NoId });
    }

    private async Task CallWebhooksAsync(HttpClient admin, Dictionary<string, string> inBrand)
    {
        var one = new Dictionary<string, string>(inBrand) { ["webhookId"] = (await CallAsync(admin, "CreateWebhook", 201, inBrand))!["id"]!.GetValue<string>() };
        await CallAsync(admin, "CreateWebhook", 422, inBrand, body: """{"url":"http://127.0.0.1/"}""");
        await CallAsync(admin, "ListWebhooks", 200, inBrand);
        await CallAsync(admin, "GetWebhook", 200, one);
        await CallAsync(admin, "UpdateWebhook", 200, one);
        await CallAsync(admin, "RotateWebhookKey", 201, one);
        var delivery = (await CallAsync(admin, "TestWebhook", 201, one))!["id"]!.GetValue<string>();
        await CallAsync(admin, "ListWebhookDeliveries", 200, one);
        await CallAsync(admin, "ReplayWebhookDelivery", 200, new(one) { ["deliveryId"] = delivery });
        await CallAsync(admin, "ReplayWebhookDelivery", 404, new(one) { ["deliveryId"] = NoId });
        await CallAsync(admin, "ReplayWebhook", 200, one);
        await CallAsync(admin, "ReplayWebhook", 422, one, body: "{}");
        await CallAsync(admin, "UpdateWebhook", 200, one, body: """{"enabled":false}""");
        await CallAsync(admin, "TestWebhook", 409, one);
        await CallAsync(admin, "RemoveWebhook", 204, one);
        await CallAsync(admin, "GetWebhook", 404, one);
    }

    private async Task CallKeysAsync(HttpClient admin, Dictionary<string, string> inBrand)
    {
        var first = (await CallAsync(admin, "ListKeys", 200, inBrand))!["items"]![0]!["keyId"]!.ToString();
        await CallAsync(admin, "RotateKey", 201, inBrand);
        await CallAsync(admin, "RetireKey", 404, new(inBrand) { ["keyId"] = "60000" });
        await CallAsync(admin, "RevokeKey", 200, new(inBrand) { ["keyId"] = first });
        await CallAsync(admin, "RevokeKey", 422, new(inBrand) { ["keyId"] = first }, body: "{}");
        var second = (await CallAsync(admin, "ListKeys", 200, inBrand))!["items"]!.AsArray().First(key => key!["status"]!.ToString() == "active")!["keyId"]!.ToString();
        await CallAsync(admin, "RetireKey", 200, new(inBrand) { ["keyId"] = second });
        await CallAsync(_server.Owner, "GetMasterKey", 200);
    }

    private async Task CallPeopleAsync(HttpClient client, string kind, Dictionary<string, string> parameters)
    {
        var invited = await CallAsync(client, $"Invite{kind}Account", 201, parameters);
        await CallAsync(client, $"Invite{kind}Account", 409, parameters);
        await CallAsync(client, $"Invite{kind}Account", 422, parameters, body: """{"email":"x"}""");
        var one = new Dictionary<string, string>(parameters) { ["accountId"] = invited!["account"]!["id"]!.GetValue<string>() };
        await CallAsync(client, $"List{kind}Accounts", 200, parameters);
        await CallAsync(client, $"Get{kind}Account", 200, one);
        await CallAsync(client, $"Reset{kind}AccountPassword", 200, one);
        await CallAsync(client, $"Update{kind}Account", 200, one);
        await CallAsync(client, $"Export{kind}Account", 200, one);
        await CallAsync(client, $"Erase{kind}Account", 204, one);
        await CallAsync(client, $"Get{kind}Account", 404, one);
    }

    private async Task CallPersonAsync(string brand)
    {
        var invited = await CallAsync(_server.Owner, "InviteAccount", 201, new() { ["brandId"] = brand }, body: """{"email":"kim@acme.example","name":"Kim","role":"inspector"}""");
        var token = invited!["link"]!["url"]!.GetValue<string>().Split('#')[1];
        await CallAsync(_server.Public, "SetPassword", 422, body: new JsonObject { ["token"] = token, ["password"] = "short" }.ToJsonString());
        await CallAsync(_server.Public, "SetPassword", 204, body: new JsonObject { ["token"] = token, ["password"] = Person.Password }.ToJsonString());
        await CallAsync(_server.Public, "AskForPassword", 202);
        await CallAsync(_server.Public, "SignIn", 401);
        await CallAsync(_server.Public, "GetSession", 401);

        using var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(_server.Address) };
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        await CallAsync(browser, "SignIn", 200, body: new JsonObject { ["email"] = "kim@acme.example", ["password"] = Person.Password }.ToJsonString());
        await CallAsync(browser, "GetSession", 200);
        var session = (await CallAsync(browser, "ListSessions", 200))!["items"]![0]!["id"]!.GetValue<string>();
        await CallAsync(browser, "ChangePassword", 204, body: new JsonObject { ["currentPassword"] = Person.Password, ["newPassword"] = OtherPassword }.ToJsonString());
        await CallAsync(browser, "ChangePassword", 401);
        var secret = (await CallAsync(browser, "StartTotp", 200, body: new JsonObject { ["password"] = OtherPassword }.ToJsonString()))!["secret"]!.GetValue<string>();
        var code = new Totp(Base32Encoding.ToBytes(secret)).ComputeTotp(new DayOfTheExamples().GetUtcNow().UtcDateTime);
        await CallAsync(browser, "ConfirmTotp", 200, body: new JsonObject { ["code"] = code }.ToJsonString());
        await CallAsync(browser, "RemoveTotp", 204, body: new JsonObject { ["password"] = OtherPassword }.ToJsonString());
        await CallAsync(browser, "GetDigest", 200);
        await CallAsync(browser, "SetDigest", 200);
        await CallAsync(browser, "SetDigest", 422, body: """{"every":"hourly"}""");
        await CallAsync(_server.Owner, "GetDigest", 403);
        await CallAsync(browser, "ExportOwnAccount", 200);
        await CallAsync(browser, "EndSession", 404, new() { ["sessionId"] = NoId });
        await CallAsync(browser, "EndSession", 204, new() { ["sessionId"] = session });
        await CallAsync(browser, "SignIn", 200, body: new JsonObject { ["email"] = "kim@acme.example", ["password"] = OtherPassword }.ToJsonString());
        await CallAsync(browser, "SignOut", 204);
    }
}
