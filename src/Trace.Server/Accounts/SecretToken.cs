using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Trace.Server.Accounts;

/// <summary>256 random bits as 43 base64url characters, for cookies and links. The database has the SHA-256 only.</summary>
public static class SecretToken
{
    private const int SizeBytes = 32;
    private const int Length = 43;

    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>Null for a text that cannot be a token.</summary>
    public static byte[]? HashOf(string? text) =>
        text?.Length == Length && Base64Url.IsValid(text) ? SHA256.HashData(Encoding.UTF8.GetBytes(text)) : null;
}
