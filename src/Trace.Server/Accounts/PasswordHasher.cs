using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NSec.Cryptography;
using Trace.Server.Http;

namespace Trace.Server.Accounts;

/// <summary>Argon2id with the parameters OWASP's Password Storage Cheat Sheet asks for: 19 MiB, 2 passes, 1 lane.</summary>
/// <remarks>
/// Stored as a PHC string with its parameters, so that raising them later leaves old hashes readable. Few at a time: a flood of
/// sign-ins takes neither the memory nor all the cores that scans need.
/// </remarks>
public sealed class PasswordHasher : IDisposable
{
    private const int SaltSize = 16;
    private const int HashSize = 32;
    private const int MaxWaiting = 32;

    private static readonly Argon2Parameters Current = new() { MemorySize = 19 * 1024, NumberOfPasses = 2, DegreeOfParallelism = 1 };

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    public async Task<Outcome<string>> HashAsync(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSize);
        var outcome = await DeriveAsync(password, salt, Current);
        return outcome.TryGet(out var hash, out var failure) ? Format(Current, salt, hash) : failure;
    }

    /// <summary>Takes as long for an account without a password, or none at all, as for one with.</summary>
    public async Task<Outcome<bool>> VerifyAsync(string password, string? stored)
    {
        var known = TryParse(stored, out var parameters, out var salt, out var expected);
        var outcome = await DeriveAsync(password, known ? salt : new byte[SaltSize], known ? parameters : Current);
        if (!outcome.TryGet(out var hash, out var failure))
            return failure;
        return known && CryptographicOperations.FixedTimeEquals(hash, expected);
    }

    public void Dispose() => _turns.Dispose();

    private async Task<Outcome<byte[]>> DeriveAsync(string password, byte[] salt, Argon2Parameters parameters)
    {
        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new Failure("overloaded", "More people sign in than can be checked soon.") { RetryAfterSeconds = 2 };
        }

        await _turns.WaitAsync();
        try
        {
            return await Task.Run(() => Derive(password, salt, parameters));
        }
        finally
        {
            _turns.Release();
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static byte[] Derive(string password, byte[] salt, Argon2Parameters parameters)
    {
        // The same password from another keyboard: NIST SP 800-63B-4, 3.1.1.2.
        var bytes = Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC));
        try
        {
            return PasswordBasedKeyDerivationAlgorithm.Argon2id(parameters).DeriveBytes(bytes, salt, HashSize);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static string Format(Argon2Parameters parameters, byte[] salt, byte[] hash) => string.Create(
        CultureInfo.InvariantCulture,
        $"$argon2id$v=19$m={parameters.MemorySize},t={parameters.NumberOfPasses},p={parameters.DegreeOfParallelism}${Unpadded(salt)}${Unpadded(hash)}");

    private static bool TryParse(string? text, out Argon2Parameters parameters, out byte[] salt, out byte[] hash)
    {
        parameters = default;
        salt = hash = [];
        if (text?.Split('$') is not ["", "argon2id", "v=19", var settings, var saltText, var hashText]
            || settings.Split(',') is not [var memory, var passes, var lanes]
            || !TryReadNumber(memory, "m=", out var memorySize)
            || !TryReadNumber(passes, "t=", out var numberOfPasses)
            || !TryReadNumber(lanes, "p=", out var degree))
        {
            return false;
        }

        parameters = new Argon2Parameters { MemorySize = memorySize, NumberOfPasses = numberOfPasses, DegreeOfParallelism = degree };
        salt = Padded(saltText);
        hash = Padded(hashText);
        return salt.Length == SaltSize && hash.Length == HashSize;
    }

    private static bool TryReadNumber(string text, string prefix, out int value)
    {
        value = 0;
        return text.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    private static byte[] Padded(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var written) ? bytes[..written] : [];
    }
}
