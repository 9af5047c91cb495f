using Trace.Core.Codes;

namespace Trace.Core.Verification;

public enum OfflineOutcome
{
    /// <summary>The signature holds and its key may sign for this GTIN.</summary>
    Valid,

    /// <summary>A code of our shape whose signature does not hold, or whose key may not sign for this GTIN.</summary>
    Invalid,

    /// <summary>Not a code of this format.</summary>
    NotACode,

    /// <summary>The key id is not in the key file: the file may be old, or the code another deployment's.</summary>
    UnknownKey,

    /// <summary>Only the server can tell: no signature in the code, or its key was revoked.</summary>
    CheckOnline,
}

/// <summary>What can be said of a code without a server.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Reason">A stable word, the server's own (<see cref="Verification.Reason"/>) where it says the same: <c>signature_valid</c>, <c>wrong_key</c>, ….</param>
/// <param name="Text">A sentence for people.</param>
/// <param name="Code">What was read, unless it was not a code.</param>
/// <param name="KeyId">The key named by the code, if it names one.</param>
public sealed record OfflineVerdict(OfflineOutcome Outcome, string Reason, string Text, ReadCode? Code, ushort? KeyId);

/// <summary>Checks codes against published keys alone. A valid answer proves issue, never that a thing is not a copy.</summary>
public static class OfflineVerifier
{
    public static OfflineVerdict Verify(KeyRing keys, string? text)
    {
        ArgumentNullException.ThrowIfNull(keys);
        if (!CodeReader.TryRead(text, out var code, out var problem))
            return new(OfflineOutcome.NotACode, "not_a_code", problem, null, null);
        if (code.SignatureDigits == null)
            return new(OfflineOutcome.CheckOnline, "signature_absent", "This code carries no signature; only the server can check it.", code, null);

        Span<byte> bytes = stackalloc byte[CodeSignature.SizeBytes];
        if (!CodeSignature.TryReadDigits(code.SignatureDigits, bytes, out problem))
            return new(OfflineOutcome.NotACode, "not_a_code", problem, code, null);

        var keyId = CodeSignature.KeyId(bytes);
        if (!keys.TryFind(keyId, out var key))
            return new(OfflineOutcome.UnknownKey, Reason.UnknownKey(keyId).Code, $"Key {keyId} is not in the key file.", code, keyId);
        if (!key.Holds(code.Gtin))
            return new(OfflineOutcome.Invalid, Reason.WrongKey.Code, $"Key {keyId} does not sign for GTIN {code.Gtin}.", code, keyId);
        if (!SignedCode.Verify(key.PublicKey, code.CanonicalTail, CodeSignature.Signature(bytes)))
            return new(OfflineOutcome.Invalid, Reason.SignatureInvalid.Code, "The signature does not match what the code says.", code, keyId);
        return key.Status == KeyStatus.Revoked
            ? new(OfflineOutcome.CheckOnline, Reason.KeyRevoked.Code, $"Key {keyId} was revoked; the server can tell which of its codes stand.", code, keyId)
            : new(OfflineOutcome.Valid, "signature_valid", $"{key.Brand} issued this code.", code, keyId);
    }
}
