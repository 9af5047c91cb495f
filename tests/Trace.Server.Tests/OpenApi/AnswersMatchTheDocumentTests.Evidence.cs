using System.Text;
using System.Text.Json.Nodes;
using Trace.Server.Tests.Files;
using Trace.Server.Tests.Listings;

namespace Trace.Server.Tests.OpenApi;

public sealed partial class AnswersMatchTheDocumentTests
{
    private async Task CallEvidenceAsync(HttpClient admin, HttpClient person, string code)
    {
        var one = new Dictionary<string, string>(StringComparer.Ordinal) { ["listingId"] = (await CallAsync(admin, "CreateListing", 201))!["id"]!.GetValue<string>() };
        await CallAsync(admin, "CreateListing", 422, body: "{}");
        await CallAsync(admin, "ListListings", 200, new() { ["platform"] = "ebay", ["seller"] = "oil-depot" });
        await CallAsync(admin, "ListListings", 400, new() { ["seller"] = "oil-depot" });
        await CallAsync(admin, "UpdateListing", 200, one);
        await CallAsync(admin, "UpdateListing", 404, new() { ["listingId"] = NoId });
        var capture = await SendFormAsync(admin, "AddCapture", 201, one, "offer.warc.gz", FileSamples.Gzip(FileSamples.Warc()), ("note", "By hand"));
        await SendFormAsync(admin, "AddCapture", 422, one, "offer.warc.gz", FileSamples.Zip());
        await CallAsync(admin, "GetListing", 200, one);
        await CallAsync(admin, "GetListing", 404, new() { ["listingId"] = NoId });
        await CallAsync(admin, "GetFile", 200, new() { ["fileId"] = capture!["file"]!["id"]!.GetValue<string>() });
        await CallAsync(admin, "EraseCapture", 204, new(one, StringComparer.Ordinal) { ["captureId"] = capture["id"]!.GetValue<string>() });
        await CallAsync(admin, "EraseListing", 204, one);
        await CallAsync(admin, "EraseSellerListings", 200);
        await CallAsync(admin, "EraseSellerListings", 422, body: "{}");

        var bought = new Dictionary<string, string>(StringComparer.Ordinal) { ["purchaseId"] = (await CallAsync(admin, "CreatePurchase", 201))!["id"]!.GetValue<string>() };
        await CallAsync(admin, "CreatePurchase", 422, body: "{}");
        await CallAsync(admin, "ListPurchases", 200);
        await CallAsync(admin, "UpdatePurchase", 200, bought);
        await CallAsync(admin, "RecordSeal", 201, bought);
        await CallAsync(admin, "RecordSeal", 422, bought, body: "{}");
        await CallAsync(admin, "RecordPurchaseScan", 201, bought, body: new JsonObject { ["code"] = code }.ToJsonString());
        await CallAsync(admin, "RecordPurchaseScan", 201, bought, body: """{"bearsNoCode":true}""");
        await SendFormAsync(admin, "RecordPhoto", 201, bought, "parcel.png", FileSamples.Picture());
        await SendFormAsync(admin, "RecordDocument", 201, bought, "order.eml", Encoding.ASCII.GetBytes(FileSamples.Mail));
        await SendFormAsync(admin, "RecordFinding", 201, bought, "finding.pdf", Encoding.ASCII.GetBytes(FileSamples.Pdf), ("examiner", "Ana Sousa"), ("result", "undecided"));
        await CallAsync(admin, "RecordHandOver", 403, bought);
        await CallAsync(person, "RecordHandOver", 201, bought);
        await CallAsync(person, "RecordHandOver", 422, bought, body: """{"from":"Ana","to":"Rui"}""");
        await CallAsync(admin, "GetPurchase", 200, bought);
        await CallAsync(admin, "ErasePurchase", 204, bought);
    }

    /// <summary>The same as a form with a file.</summary>
    private async Task<JsonNode?> SendFormAsync(
        HttpClient client, string id, int status, Dictionary<string, string> parameters, string name, byte[] bytes, params (string Name, string Value)[] fields)
    {
        var operation = _document.Operations.Single(operation => operation.Id == id);
        Xunit.Assert.NotNull(operation.Node["requestBody"]!["content"]!["multipart/form-data"]);
        var answer = (await client.SendFormAsync(AddressOf(operation, new(parameters, StringComparer.Ordinal)), name, bytes, fields)).AssertStatus(status);
        var media = operation.Node["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)]?["content"]?[answer.MediaType!];
        Xunit.Assert.NotNull(media);
        _answered.Add(id);
        return Parse(id, media!, answer.MediaType!, answer.Text);
    }
}
