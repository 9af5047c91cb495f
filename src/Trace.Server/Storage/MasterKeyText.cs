using System.Security.Cryptography;

namespace Trace.Server.Storage;

/// <summary>
/// How master keys are written down: one a line or separated by commas, 32 bytes in base64, or <c>pkcs11:</c> and the same bytes as a
/// token encrypted them. The first seals, all open.
/// </summary>
/// <remarks>Also part of the command line, which edits the file.</remarks>
public static class MasterKeyText
{
    public const string FileName = "master.key";
    public const string WrappedPrefix = "pkcs11:";
    public const int SizeBytes = 32;

    private static readonly byte[] FingerprintLabel = "trace-master-key-fingerprint\n"u8.ToArray();

    public static IReadOnlyList<string> Split(string text) =>
        text.Split(['\n', '\r', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static bool IsWrapped(string line) => line.StartsWith(WrappedPrefix, StringComparison.Ordinal);

    /// <summary>Names a key without telling anything of it: 8 hexadecimal digits of SHA-256 over a label and the key.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(FingerprintLabel);
        sha.AppendData(key);
        sha.GetHashAndReset(hash);
        return Convert.ToHexStringLower(hash[..4]);
    }

    /// <summary>A new key as a line; encrypted by the token if there is one.</summary>
    public static string CreateLine(Pkcs11Token? token)
    {
        var key = RandomNumberGenerator.GetBytes(SizeBytes);
        try
        {
            return token == null ? Convert.ToBase64String(key) : WrappedPrefix + Convert.ToBase64String(token.Wrap(key));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The keys of a text in their order. Clear them after use.</summary>
    /// <param name="text">All lines.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <param name="token">What opens wrapped lines; null if none is set.</param>
    /// <exception cref="InvalidOperationException">It holds no key, something else, or one twice.</exception>
    public static IReadOnlyList<byte[]> Read(string text, string source, Pkcs11Token? token)
    {
        var lines = Split(text);
        if (lines.Count == 0)
            throw new InvalidOperationException($"{source} does not hold {SizeBytes} bytes in base64.");
        var keys = new List<byte[]>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            var place = lines.Count == 1 ? source : $"{source}, key {i + 1},";
            keys.Add(IsWrapped(lines[i]) ? Unwrap(lines[i], place, token) : Decode(lines[i], place));
        }

        if (keys.Select(key => Fingerprint(key)).Distinct(StringComparer.Ordinal).Count() < keys.Count)
            throw new InvalidOperationException($"{source} holds a key twice.");
        return keys;
    }

    private static byte[] Decode(string line, string place)
    {
        var bytes = new byte[SizeBytes];
        return Convert.TryFromBase64String(line, bytes, out var written) && written == SizeBytes
            ? bytes
            : throw new InvalidOperationException($"{place} does not hold {SizeBytes} bytes in base64.");
    }

    private static byte[] Unwrap(string line, string place, Pkcs11Token? token)
    {
        if (token == null)
            throw new InvalidOperationException($"{place} is encrypted by a PKCS#11 token, and MasterKey:Pkcs11 does not say which.");
        var wrapped = new byte[line.Length];
        if (!Convert.TryFromBase64String(line[WrappedPrefix.Length..], wrapped, out var written))
            throw new InvalidOperationException($"{place} is not base64 behind {WrappedPrefix}");
        return token.Unwrap(wrapped.AsSpan(0, written)) is { Length: SizeBytes } key
            ? key
            : throw new InvalidOperationException($"{place} was not encrypted by this key of the PKCS#11 token.");
    }
}
