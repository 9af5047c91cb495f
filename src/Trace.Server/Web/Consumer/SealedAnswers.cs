using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Trace.Server.Storage;
using Trace.Server.Verification;

namespace Trace.Server.Web.Consumer;

/// <summary>An answer that its page carries, sealed, so that it can be shown again in another language without a second check.</summary>
/// <remarks>
/// Compressed JSON under a key of its own, base64url. Whoever has one can show what was answered once, for an hour, and change nothing
/// in it; and report the product or enter its covered code, for a day. Nothing of it is stored.
/// </remarks>
public sealed class SealedAnswers(DeploymentSecrets secrets, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>For what a person may do after a check: writing takes time, and a page may wait in a tab until the evening.</summary>
    public static readonly TimeSpan FormLifetime = TimeSpan.FromDays(1);

    private const string Purpose = "answer";

    private readonly Lazy<MasterKeyRing> _key = new(() => MasterKeyRing.Of([HMACSHA256.HashData(secrets.DeviceKey, "trace-sealed-answer"u8)]));

    public string Seal(VerifyResponse answer)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(deflate, new KeptAnswer(answer, answer.Page, answer.Code), ServerJson.Default.KeptAnswer);
        return Base64Url.EncodeToString(_key.Value.Seal(packed.ToArray(), Purpose));
    }

    /// <summary>The answer that a form of ours carries; null without one. A page elsewhere must not send what was sealed for somebody else through its visitors.</summary>
    /// <param name="request">The form's.</param>
    /// <param name="form">As it was read.</param>
    /// <param name="lifetime">How old it may be; <see cref="Lifetime"/> if left out.</param>
    public VerifyResponse? OpenOf(HttpRequest request, IFormCollection form, TimeSpan? lifetime = null) =>
        form["answer"] is [{ Length: > 0 } text] && ScanFilter.CountsForm(request) ? Open(text, lifetime) : null;

    /// <summary>Null for one that is too old, or was not sealed here.</summary>
    /// <param name="text">From a form.</param>
    /// <param name="lifetime">How old it may be; <see cref="Lifetime"/> if left out.</param>
    public VerifyResponse? Open(string text, TimeSpan? lifetime = null)
    {
        if (!Base64Url.IsValid(text) || _key.Value.Open(Base64Url.DecodeFromChars(text), Purpose) is not { } packed)
            return null;
        using var deflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        try
        {
            var kept = JsonSerializer.Deserialize(deflate, ServerJson.Default.KeptAnswer)!;
            return clock.GetUtcNow() - kept.Answer.CheckedAt <= (lifetime ?? Lifetime) ? kept.Answer with { Page = kept.Page, Code = kept.Code } : null;
        }
        catch (JsonException)
        {
            // A server of another version sealed it.
            return null;
        }
    }
}

/// <summary>What is sealed: an answer, what its page alone says, and what was checked.</summary>
public sealed record KeptAnswer(VerifyResponse Answer, PageFacts? Page, CheckedCode? Code);
