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

    private async Task CallSellersAsync(HttpClient admin, string slug)
    {
        var id = (await CallAsync(admin, "CreateSeller", 201))!["id"]!.GetValue<string>();
        await CallAsync(admin, "CreateSeller", 409);
        await CallAsync(admin, "CreateSeller", 422, body: """{"list":"deny","name":"X","shops":[{"domain":"x.example"}]}""");
        await CallAsync(admin, "ListSellers", 200, new() { ["list"] = "authorized" });
        await CallAsync(admin, "ListSellers", 400, new() { ["list"] = "public" });
        await CallAsync(admin, "GetSeller", 200, new() { ["sellerId"] = id });
        await CallAsync(admin, "GetSeller", 404);
        await CallAsync(admin, "ChangeSeller", 200, new() { ["sellerId"] = id });
        await CallAsync(admin, "ImportSellers", 200, mediaType: "text/csv");
        await CallAsync(admin, "ImportSellers", 422, body: "a,b\n", mediaType: "text/csv");
        await CallAsync(_server.Public, "CheckSeller", 200, new() { ["brand"] = slug, ["shop"] = "olivenhaus.example" });
        await CallAsync(_server.Public, "CheckSeller", 200, new() { ["brand"] = slug, ["platform"] = "ebay.de", ["seller"] = "Olivenhaus", ["gtin"] = "9506000134352" });
        await CallAsync(_server.Public, "CheckSeller", 400, new() { ["brand"] = slug });
        await CallAsync(_server.Public, "CheckSeller", 404, new() { ["brand"] = "nobody", ["shop"] = "olivenhaus.example" });
        await CallAsync(admin, "EraseSeller", 204, new() { ["sellerId"] = id });
    }
}
