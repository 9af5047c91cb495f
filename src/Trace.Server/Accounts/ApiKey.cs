using System.Security.Cryptography;
using System.Text;
using Trace.Core.Codes;

namespace Trace.Server.Accounts;

/// <summary>The text of an API key: <c>trace_</c>, 256 random bits as 52 characters, 6 characters of checksum.</summary>
/// <remarks>
/// The prefix lets secret scanners find leaked keys; the checksum lets them, and us, tell a typing error from a key without a
/// look-up. Stored is only the SHA-256 of the whole text: 256 random bits need no slow hash.
/// </remarks>
public static class ApiKey
{
    public const string Prefix = "trace_";
    private const int SecretLength = 52;
    private const int ChecksumLength = 6;
    private const int Length = 6 + SecretLength + ChecksumLength;

    public static string Create()
    {
        Span<char> secret = stackalloc char[SecretLength];
        RandomNumberGenerator.GetItems(CrockfordBase32.Alphabet, secret);
        return Prefix + new string(secret) + Checksum(secret);
    }

    public static bool IsWellFormed(string text) =>
        text.Length == Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && text.EndsWith(Checksum(text.AsSpan(Prefix.Length, SecretLength)), StringComparison.Ordinal);

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static string Checksum(ReadOnlySpan<char> secret)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(secret.ToString()));
        return CrockfordBase32.Encode((digest[0] << 24) | (digest[1] << 16) | (digest[2] << 8) | digest[3], ChecksumLength);
    }
}
