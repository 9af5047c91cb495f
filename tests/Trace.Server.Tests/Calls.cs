using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests;

/// <summary>Requests as tests send them, good and bad ones alike: every answer is returned.</summary>
public static class Calls
{
    public static Task<Answer> GetAnswerAsync(this HttpClient client, string path) => client.SendAnswerAsync(HttpMethod.Get, path);

    /// <summary>Posts an object as JSON.</summary>
    public static Task<Answer> PostAnswerAsync(this HttpClient client, string path, object body, string? idempotencyKey = null) =>
        client.SendAnswerAsync(HttpMethod.Post, path, JsonContent.Create(body), idempotencyKey);

    public static Task<Answer> PatchAnswerAsync(this HttpClient client, string path, object body) =>
        client.SendAnswerAsync(HttpMethod.Patch, path, JsonContent.Create(body));

    /// <summary>Posts a text as it is.</summary>
    public static Task<Answer> PostTextAsync(
        this HttpClient client, string path, string body, string mediaType = "application/json", string? idempotencyKey = null) =>
        client.PostBytesAsync(path, Encoding.UTF8.GetBytes(body), mediaType, idempotencyKey);

    /// <summary>Posts bytes as they are; without a media type if it is null.</summary>
    public static Task<Answer> PostBytesAsync(
        this HttpClient client, string path, byte[] body, string? mediaType = "application/json", string? idempotencyKey = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = mediaType == null ? null : MediaTypeHeaderValue.Parse(mediaType);
        return client.SendAnswerAsync(HttpMethod.Post, path, content, idempotencyKey);
    }

    public static Task<Answer> ImportAsync(this HttpClient client, string query, string csv, string? idempotencyKey = null) =>
        client.PostTextAsync($"/api/v1/batches/import{query}", csv, "text/csv", idempotencyKey);

    public static Task<Answer> ReportAsync(this HttpClient client, string batch, long from, long to, string status, DateTimeOffset? at = null) =>
        client.PostAnswerAsync($"/api/v1/batches/{batch}/status", new { from, to, status, at });

    public static Task<Answer> ReportLinesAsync(this HttpClient client, string batch, string lines, string query = "") =>
        client.PostTextAsync($"/api/v1/batches/{batch}/status{query}", lines, "application/x-ndjson");

    public static async Task<Answer> SendAnswerAsync(
        this HttpClient client, HttpMethod method, string path, HttpContent? content = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (idempotencyKey != null)
            Assert.True(request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }

    /// <summary>A client with a new API key of a brand, limited to GTINs if any are given.</summary>
    public static async Task<HttpClient> NewClientAsync(this RunningServer server, TestBrand brand, string role, params string[] gtins)
    {
        var key = await server.Owner.PostAsync($"/api/v1/brands/{brand.Id}/api-keys", gtins.Length == 0 ? new { role, name = role } : new { role, name = role, gtins });
        return server.NewClient(key.Text("key"));
    }

    /// <summary>The verdict on a code.</summary>
    public static async Task<string> VerdictAsync(this RunningServer server, string code) => (await server.Public.VerifyAsync(code)).Text("verdict");
}
