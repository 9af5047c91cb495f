namespace Trace.Server.Tests.OpenApi;

/// <content>Rights and sellers.</content>
public sealed partial class AnswersMatchTheDocumentTests
{
    private async Task CallRightsAsync(HttpClient admin)
    {
        var id = (await CallAsync(admin, "CreateRight", 201))!["id"]!.GetValue<string>();
        await CallAsync(admin, "CreateRight", 422, body: """{"kind":"trade_mark","office":"EUIPO","number":"1","title":"X","territory":["DE"],"classes":[1]}""");
        await CallAsync(admin, "ListRights", 200);
        await CallAsync(admin, "ListRights", 400, new() { ["limit"] = "0" });
        await CallAsync(admin, "GetRight", 200, new() { ["rightId"] = id });
        await CallAsync(admin, "GetRight", 404);
        await CallAsync(_server.Public, "GetRight", 401);
        await CallAsync(admin, "ChangeRight", 200, new() { ["rightId"] = id });
        await CallAsync(admin, "WithdrawRight", 200, new() { ["rightId"] = id });
        await CallAsync(admin, "WithdrawRight", 422, new() { ["rightId"] = id }, body: """{"on":"soon"}""");
        await CallAsync(admin, "ReinstateRight", 200, new() { ["rightId"] = id });
        await CallAsync(admin, "GetLegalRequirements", 200, new() { ["country"] = "DE", ["claim"] = "unauthorized", ["right"] = "trade_mark", ["document"] = "notice" });
        await CallAsync(admin, "GetLegalRequirements", 400);
        await CallAsync(admin, "RemoveRight", 204, new() { ["rightId"] = id });
    }
}
