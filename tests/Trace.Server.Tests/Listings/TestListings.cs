using System.Net.Http.Headers;
using Trace.Testing;

namespace Trace.Server.Tests.Listings;

/// <summary>Offers and purchases as tests enter them.</summary>
internal static class TestListings
{
    public static object Offer { get; } = new
    {
        url = "https://www.ebay.example/itm/123?x=1",
        platform = "eBay",
        sellerHandle = "Oil-Depot",
        country = "DE",
        gtin = TestBrand.DefaultGtin,
        price = 4.50m,
        currency = "EUR",
        quantity = 120,
        claimedOrigin = "Portugal",
        note = "Ships from Poland",
    };

    public static object Purchase { get; } = new
    {
        orderNumber = "12-08431",
        platform = "ebay",
        sellerHandle = "@oil-depot",
        country = "DE",
        gtin = TestBrand.DefaultGtin,
        paid = 9.40m,
        currency = "EUR",
        paymentReference = "RF18SECRETREF",
        orderedOn = "2026-01-10",
        receivedOn = "2026-01-14",
    };

    public static async Task<string> ListAsync(this TestBrand brand, object? offer = null) => (await brand.Admin.PostAsync("/api/v1/listings", offer ?? Offer)).Text("id");

    public static async Task<string> BuyAsync(this TestBrand brand, object? purchase = null) => (await brand.Admin.PostAsync("/api/v1/purchases", purchase ?? Purchase)).Text("id");

    public static Task<Answer> CaptureAsync(this HttpClient client, string listing, string name, byte[] bytes, params (string Name, string Value)[] fields) =>
        client.SendFormAsync($"/api/v1/listings/{listing}/captures", name, bytes, fields);

    public static Task<Answer> SendFormAsync(this HttpClient client, string path, string? name, byte[] bytes, params (string Name, string Value)[] fields) =>
        client.SendFormAsync(path, name, bytes, idempotencyKey: null, fields);

    public static Task<Answer> SendFormAsync(this HttpClient client, string path, string? name, byte[] bytes, string? idempotencyKey, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        if (name != null)
        {
            var file = new ByteArrayContent(bytes);
            // The sender's word for it, which nobody believes.
            file.Headers.ContentType = new MediaTypeHeaderValue("text/html");
            form.Add(file, "file", name);
        }

        return client.SendAnswerAsync(HttpMethod.Post, path, form, idempotencyKey);
    }
}
