using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>What came back, whatever it was.</summary>
internal sealed record Answer(int Status, string MediaType, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>Of a page: as a person reads it, with plain spaces.</summary>
    public string Text => WebUtility.HtmlDecode(Body).Replace('\u00A0', ' ');

    public string Verdict => Json.Text("verdict");

    /// <summary>Of a verdict: the words of its reasons.</summary>
    public IReadOnlyList<string> Reasons => Json.ReasonCodes();
}

/// <summary>The two ways to ask what a code is worth.</summary>
internal static class CodeRequests
{
    /// <summary>Scheme and host of any server: the path and query of a printed code is what a phone sends.</summary>
    public static string PathOf(string uri) => uri[uri.IndexOf("/01/", StringComparison.Ordinal)..];

    public static Task<Answer> OpenAsync(this HttpClient client, string target, params (string Name, string Value)[] headers) =>
        client.RequestAsync(HttpMethod.Get, target, headers);

    public static Task<Answer> OpenAsJsonAsync(this HttpClient client, string target) => client.OpenAsync(target, ("Accept", "application/json"));

    /// <param name="client">A client.</param>
    /// <param name="method">GET, HEAD or another.</param>
    /// <param name="target">Sent as it is: nothing in it is decoded, encoded or shortened.</param>
    /// <param name="headers">Sent as they are.</param>
    public static async Task<Answer> RequestAsync(this HttpClient client, HttpMethod method, string target, params (string Name, string Value)[] headers)
    {
        var verbatim = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var request = new HttpRequestMessage(method, new Uri($"{client.BaseAddress!.GetLeftPart(UriPartial.Authority)}{target}", verbatim));
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return await client.SendForAnswerAsync(request);
    }

    public static async Task<Answer> VerifyForAnswerAsync(this HttpClient client, object body)
    {
        using var content = JsonContent.Create(body);
        return await client.PostForAnswerAsync("/api/v1/verify", content);
    }

    public static async Task<Answer> VerifyRawAsync(this HttpClient client, byte[] body, string? contentType = "application/json")
    {
        using var content = new ByteArrayContent(body);
        if (contentType != null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await client.PostForAnswerAsync("/api/v1/verify", content);
    }

    public static Task<Answer> VerifyRawAsync(this HttpClient client, string body, string? contentType = "application/json") =>
        client.VerifyRawAsync(Encoding.UTF8.GetBytes(body), contentType);

    public static async Task<Answer> PostForAnswerAsync(this HttpClient client, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
        return await client.SendForAnswerAsync(request);
    }

    public static IReadOnlyList<string> ReasonCodes(this JsonElement verdict) =>
        verdict.GetProperty("reasons").EnumerateArray().Select(reason => reason.Text("code")).ToList();

    public static long Ordinal(this JsonElement verdict) => verdict.GetProperty("scan").GetProperty("ordinal").GetInt64();

    public static long EarlierScans(this JsonElement verdict) => verdict.GetProperty("scan").GetProperty("yourEarlierScans").GetInt64();

    public static async Task<Answer> SendForAnswerAsync(this HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }
}
