using System.Text.Json.Nodes;
using Trace.Testing;

namespace Trace.Server.Tests.OpenApi;

/// <content>Cases, by somebody who may sign.</content>
public sealed partial class AnswersMatchTheDocumentTests
{
    private async Task CallCasesAsync(string brand, HttpClient admin)
    {
        using var kim = await Accounts.Person.SignedInAsync(_server, new TestBrand(brand, "09506000134352", admin), "brand_admin", "signer@acme.example");
        using var ines = await Accounts.Person.SignedInAsync(_server, new TestBrand(brand, "09506000134352", admin), "inspector", "second@acme.example");
        var id = (await CallAsync(kim.Browser, "CreateCase", 201))!["id"]!.GetValue<string>();
        Dictionary<string, string> Of(string? text = null, string key = "textId") => text == null ? new() { ["caseId"] = id } : new() { ["caseId"] = id, [key] = text };
        await CallAsync(kim.Browser, "CreateCase", 422, body: """{"claim":"none"}""");
        await CallAsync(admin, "ListCases", 200, new() { ["state"] = "open", ["claim"] = "unauthorized", ["platform"] = "ebay" });
        await CallAsync(admin, "ListCases", 400, new() { ["limit"] = "0" });
        await CallAsync(admin, "GetCaseBoard", 200);
        await CallAsync(admin, "ListNoticeForms", 200);
        await CallAsync(admin, "GetCase", 404);
        await CallAsync(_server.Public, "GetCase", 401);
        await CallAsync(admin, "GetCaseMissing", 200, Of());
        await CallAsync(admin, "UpdateCase", 200, Of());
        await CallAsync(admin, "UpdateCase", 422, Of(), body: """{"country":"Germany"}""");
        await CallAsync(admin, "AssignCase", 200, Of(), body: "{}");
        await CallAsync(admin, "AssignCase", 422, Of());
        var right = (await CallAsync(admin, "CreateRight", 201, body: """{"kind":"trade_mark","office":"EUIPO","number":"018765439","title":"ACME","territory":["EU"],"classes":[29],"from":"2020-01-01"}"""))!["id"]!.GetValue<string>();
        await CallAsync(admin, "UpdateCase", 200, Of(), body: new JsonObject { ["rights"] = new JsonArray(right) }.ToJsonString());

        var letter = (await CallAsync(kim.Browser, "CreateLetter", 201, Of()))!["text"]!["id"]!.GetValue<string>();
        await CallAsync(kim.Browser, "CreateLetter", 422, Of(), body: """{"kind":"none"}""");
        await CallAsync(kim.Browser, "UpdateCaseText", 200, Of(letter));
        await CallAsync(admin, "GetCaseText", 200, Of(letter));
        await CallAsync(admin, "GetCaseTextFile", 404, Of(letter));
        await CallAsync(kim.Browser, "MoveCase", 422, Of(), body: new JsonObject { ["move"] = "contact_seller", ["from"] = "draft", ["texts"] = new JsonArray(letter), ["confirm"] = true, ["password"] = Accounts.Person.Password }.ToJsonString());
        await CallAsync(admin, "MoveCase", 403, Of(), body: """{"move":"contact_seller","from":"draft","confirm":true}""");
        await CallAsync(admin, "MoveCase", 409, Of(), body: """{"move":"close","from":"legal","reason":"x"}""");
        await CallAsync(kim.Browser, "RemoveCaseText", 204, Of(letter));
        var notice = (await CallAsync(kim.Browser, "CreateNotice", 201, Of(), body: new JsonObject { ["form"] = "dsa-notice", ["right"] = right }.ToJsonString()))!["text"]!["id"]!.GetValue<string>();
        await CallAsync(ines.Browser, "AgreeToNotice", 200, Of(notice));
        await CallAsync(admin, "AgreeToNotice", 403, Of(notice));
        await CallAsync(kim.Browser, "SetNoticeOutcome", 422, Of(notice));
        await CallAsync(admin, "ListAcceptance", 200);
        await CallAsync(kim.Browser, "RecordAnswer", 201, Of());
        await CallAsync(kim.Browser, "RecordAnswer", 422, Of(), body: """{"sender":"nobody","message":"x"}""");
        await CallAsync(admin, "GetCase", 200, Of());
        await CallAsync(admin, "CloseReplyLinks", 204, Of());
        await CallAsync(kim.Browser, "MakeDossier", 201, Of());
        await CallAsync(admin, "MakeDossier", 404);
        await CallAsync(admin, "ListDossiers", 200, Of());
        await CallAsync(admin, "ListDossiers", 400, new(Of()) { ["limit"] = "0" });
        await CallAsync(admin, "EraseCase", 404);
        await CallAsync(admin, "MoveCase", 200, Of());
        await CallAsync(admin, "EraseCaseSeller", 204, Of());
        await CallAsync(admin, "EraseCase", 204, Of());
    }
}
