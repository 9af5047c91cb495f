using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

namespace Trace.Core.Evidence;

/// <summary>The question to a time-stamp authority, and its answer: bytes out, bytes in; who sends them is another's business.</summary>
/// <remarks>RFC 3161 sections 2.4.1 and 2.4.2; over HTTP as in 3.4.</remarks>
public sealed class TimestampRequest
{
    public const string RequestMediaType = "application/timestamp-query";
    public const string ResponseMediaType = "application/timestamp-reply";

    /// <summary>What a response may have: a token and a status.</summary>
    public const int MaxResponseBytes = TimestampToken.MaxBytes + 4096;

    private const int NonceBytes = 8;

    private readonly byte[] _sha256;
    private readonly Rfc3161TimestampRequest _request;

    /// <param name="sha256">Of the manifest.</param>
    public TimestampRequest(ReadOnlySpan<byte> sha256)
    {
        _sha256 = sha256.ToArray();
        _request = Rfc3161TimestampRequest.CreateFromHash(
            _sha256, HashAlgorithmName.SHA256, requestedPolicyId: null, RandomNumberGenerator.GetBytes(NonceBytes), requestSignerCertificates: true);
    }

    public byte[] ToBytes() => _request.Encode();

    /// <summary>The token of a response to this request. Hostile bytes, refusals and answers to other questions give false and a sentence.</summary>
    public bool TryRead(ReadOnlyMemory<byte> response, [NotNullWhen(true)] out byte[]? token, out string problem)
    {
        (token, problem) = (null, "");
        try
        {
            if (response.Length > MaxResponseBytes)
                problem = "The answer is larger than a token can be.";
            else if (_request.ProcessResponse(response, out var read).AsSignedCms().Encode() is var bytes && read != response.Length)
                problem = "The answer goes on behind its end.";
            else if (TimestampToken.TryCheck("", bytes, _sha256, [], out _, out problem))
                token = bytes;
        }
        catch (CryptographicException exception)
        {
            problem = $"The authority gave no timestamp for this request: {exception.Message}";
        }

        return token is not null;
    }
}
