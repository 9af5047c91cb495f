using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using NSec.Cryptography;
using Trace.Core.Codes;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Bench;

/// <summary>The ceiling of a check: the same body is read, one signature is verified, JSON is written. Nothing is looked up or stored.</summary>
internal static class BareRoute
{
    public const string Path = "/bench/bare";

    /// <summary>What the server's process used since it started, as text: microseconds of all cores, bytes allocated.</summary>
    public const string UsagePath = "/bench/usage";

    private const string Serial = "7K3M9QX2TV4B";
    private const string CanonicalTail = $"/01/{BenchServer.Gtin}/21/{Serial}";

    public static void Map(WebApplication app)
    {
        var signed = new byte[CodeSignature.SizeBytes];
        using var key = Key.Create(SignatureAlgorithm.Ed25519);
        SignedCode.Sign(key, keyId: 1, System.Text.Encoding.ASCII.GetBytes(CanonicalTail), signed);
        var publicKey = key.PublicKey;
        app.MapPost(Path, (VerifyRequest request) => request.Code != null && SignedCode.Verify(publicKey, CanonicalTail, CodeSignature.Signature(signed))
                ? TypedResults.Json(new BareAnswer("issued", "valid", new BareUnit(BenchServer.Gtin, Serial)), BareJson.Default.BareAnswer)
                : throw new InvalidOperationException("The signature of the bare route does not hold."))
            .AllowAnonymous()
            .WithoutRequestTimeout();
        app.MapGet(UsagePath, () => string.Create(
                CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalMicroseconds} {GC.GetTotalAllocatedBytes()}"))
            .AllowAnonymous();
    }
}

internal sealed record BareAnswer(string Verdict, string Signature, BareUnit Unit);

internal sealed record BareUnit(string Gtin, string Serial);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BareAnswer))]
internal sealed partial class BareJson : JsonSerializerContext;
