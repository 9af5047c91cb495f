using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OtpNet;
using Trace.Core.Codes;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>What is sealed of a second factor: the shared secret, and SHA-256 of the recovery codes that are not used yet.</summary>
public sealed record TotpSecret(byte[] Secret, IReadOnlyList<string> RecoveryHashes);

/// <summary>Time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 seconds), and codes for the day the phone is lost.</summary>
public sealed class TwoFactor(MasterKey masterKey, TimeProvider clock)
{
    private const int SecretBytes = 20;
    private const int RecoveryCodes = 10;
    private const int RecoveryLength = 12;

    public AccountRow Start(AccountRow row, out byte[] secret)
    {
        secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return Put(row, new TotpSecret(secret, [])) with { TotpConfirmed = 0, TotpStep = 0 };
    }

    /// <summary>Makes the started factor count, and gives the recovery codes, which are shown this once.</summary>
    public AccountRow Confirm(AccountRow row, long step, out IReadOnlyList<string> recoveryCodes)
    {
        var codes = Enumerable.Range(0, RecoveryCodes)
            .Select(_ => new string(RandomNumberGenerator.GetItems<char>(CrockfordBase32.Alphabet, RecoveryLength))).ToList();
        recoveryCodes = codes.ConvertAll(code => $"{code[..4]}-{code[4..8]}-{code[8..]}");
        return Put(row, Open(row)! with { RecoveryHashes = codes.ConvertAll(HashOf) }) with { TotpConfirmed = 1, TotpStep = step };
    }

    /// <summary>The time step of a code that holds now, or one step before or after; null for a wrong or used code.</summary>
    public long? FindStep(AccountRow row, string code)
    {
        if (Open(row) is not { } totp || code.Length != 6 || !code.All(char.IsAsciiDigit))
            return null;
        return new Totp(totp.Secret).VerifyTotp(clock.GetUtcNow().UtcDateTime, code, out var step, new VerificationWindow(previous: 1, future: 1)) && step > row.TotpStep
            ? step
            : null;
    }

    /// <summary>The account without this recovery code; null if it has no such code.</summary>
    public AccountRow? UseRecoveryCode(AccountRow row, string code)
    {
        if (Open(row) is not { } totp)
            return null;
        var hash = HashOf(Plain(code));
        var left = totp.RecoveryHashes.Where(other => !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(other), Encoding.ASCII.GetBytes(hash))).ToList();
        return left.Count == totp.RecoveryHashes.Count ? null : Put(row, totp with { RecoveryHashes = left });
    }

    /// <summary>What an authenticator app scans (Key URI format).</summary>
    public static string Uri(byte[] secret, string email) =>
        $"otpauth://totp/Trace:{System.Uri.EscapeDataString(email)}?secret={Base32Encoding.ToString(secret).TrimEnd('=')}&issuer=Trace";

    public static string Text(byte[] secret) => Base32Encoding.ToString(secret).TrimEnd('=');

    private TotpSecret? Open(AccountRow row) =>
        row.Totp != null && masterKey.Open(row.Totp, AccountSeal.TotpPurpose(row.AccountId)) is { } json
            ? JsonSerializer.Deserialize(json, ServerJson.Default.TotpSecret)
            : null;

    private AccountRow Put(AccountRow row, TotpSecret totp) => row with
    {
        Totp = masterKey.Seal(JsonSerializer.SerializeToUtf8Bytes(totp, ServerJson.Default.TotpSecret), AccountSeal.TotpPurpose(row.AccountId)),
    };

    /// <summary>As people type it: small letters, without hyphens, and with the letters that look like digits (Crockford).</summary>
    private static string Plain(string code) =>
        code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()
            .Replace('O', '0').Replace('I', '1').Replace('L', '1');

    private static string HashOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
