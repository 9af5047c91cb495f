using System.Text.Json;
using Trace.Core.Codes;
using Trace.Core.Verification;
using Trace.Testing;
using Xunit;

namespace Trace.Server.Tests.Codes;

/// <summary>What a brand does with its signing keys.</summary>
internal static class BrandKeyCalls
{
    public static string KeysPath(this TestBrand brand) => $"/api/v1/brands/{brand.Id}/keys";

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<JsonElement>> KeysAsync(this TestBrand brand) =>
        [.. (await brand.Admin.GetAnswerAsync($"{brand.KeysPath()}?limit=200")).AssertStatus(200).Json.GetProperty("items").EnumerateArray()];

    public static async Task<JsonElement> RotateAsync(this TestBrand brand) =>
        (await brand.Admin.PostBytesAsync($"{brand.KeysPath()}/rotate", [], mediaType: null)).AssertStatus(201).Json;

    public static Task<Answer> RetireAsync(this TestBrand brand, int keyId) =>
        brand.Admin.PostBytesAsync($"{brand.KeysPath()}/{keyId}/retire", [], mediaType: null);

    public static Task<Answer> RevokeAsync(this TestBrand brand, int keyId, string? at = null, bool? disownBatches = null) =>
        brand.Admin.PostAnswerAsync($"{brand.KeysPath()}/{keyId}/revoke", new { reason = "Found outside", at, disownBatches });

    /// <summary>What someone says of a code who has only the published keys.</summary>
    public static async Task<OfflineVerdict> OfflineAsync(this RunningServer server, string code)
    {
        Assert.True(KeyRing.TryParse((await server.Public.GetAnswerAsync("/.well-known/trace-keys.json")).Body, out var keys, out var problem), problem);
        return OfflineVerifier.Verify(keys, code);
    }

    /// <summary>The verdict and the first reason.</summary>
    public static async Task<(string Verdict, string? Reason)> JudgeAsync(this RunningServer server, string code)
    {
        var answer = await server.Public.VerifyAsync(code);
        return (answer.Text("verdict"), answer.GetProperty("reasons").EnumerateArray().Select(reason => reason.Text("code")).FirstOrDefault());
    }
}
