using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Trace.Core.Evidence;

/// <summary>What a time-stamp authority signed: that it saw a hash at a time.</summary>
/// <remarks>
/// RFC 3161 section 2.4.2, with RFC 5816. The signature, the link to the certificate that signed, its purpose (2.3: extended key usage for time stamping alone,
/// critical) and its validity at that time are checked by System.Security.Cryptography.Pkcs. Revocation is not: that would need the network.
/// </remarks>
public static class TimestampToken
{
    public const int MaxBytes = 64 * 1024;
    public const int MostOfAPack = 100;

    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>Whether it is a token over a SHA-256. Hostile bytes give false and a sentence on what was wrong, never an exception.</summary>
    /// <param name="roots">To which the certificate that signed should lead.</param>
    public static bool TryCheck(
        string name, ReadOnlyMemory<byte> bytes, ReadOnlySpan<byte> sha256, X509Certificate2Collection roots, [NotNullWhen(true)] out CheckedTimestamp? timestamp, out string problem)
    {
        (timestamp, problem) = (null, bytes.Length > MaxBytes ? $"It has more than {MaxBytes} bytes." : "It is not a token of RFC 3161.");
        if (bytes.Length > MaxBytes)
            return false;
        try
        {
            if (!Rfc3161TimestampToken.TryDecode(bytes, out var token, out var length) || length != bytes.Length)
                return false;
            problem = "It is not over the SHA-256 of the manifest, or its signature does not hold.";
            if (!token.VerifySignatureForHash(sha256, HashAlgorithmName.SHA256, out var signer))
                return false;
            using (signer)
                timestamp = new CheckedTimestamp(name, token.TokenInfo.Timestamp, signer.Subject, LeadsTo(roots, signer, token));
            problem = "";
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool LeadsTo(X509Certificate2Collection roots, X509Certificate2 signer, Rfc3161TimestampToken token)
    {
        if (roots.Count == 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(token.AsSignedCms().Certificates);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(TimeStamping));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = token.TokenInfo.Timestamp.UtcDateTime;
        return chain.Build(signer);
    }
}
