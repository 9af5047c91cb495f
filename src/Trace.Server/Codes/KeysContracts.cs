namespace Trace.Server.Codes;

/// <summary>A signing key of a brand. Its private half is shown to nobody.</summary>
/// <param name="KeyId">In every code it signed.</param>
/// <param name="PublicKey">32 bytes, base64url.</param>
/// <param name="Status">active, retired or revoked.</param>
/// <param name="StatusAt">Since when it is retired, or from when on it counts as in other hands.</param>
/// <param name="NotBefore">It signs from then on.</param>
/// <param name="NotAfter">It signed until then. Its codes are valid longer.</param>
/// <param name="SignsNewBatches">Whether new batches get it.</param>
/// <param name="SignedBatches">Batches of signed codes issued with it.</param>
public sealed record SigningKeyInfo(
    int KeyId,
    string PublicKey,
    string Status,
    DateTimeOffset? StatusAt,
    DateTimeOffset NotBefore,
    DateTimeOffset? NotAfter,
    bool SignsNewBatches,
    long SignedBatches);

/// <summary>What became of a key.</summary>
/// <param name="Key">The key.</param>
/// <param name="NewKey">The one that signs new batches in its place, if it did.</param>
public sealed record SigningKeyChange(SigningKeyInfo Key, SigningKeyInfo? NewKey);

/// <summary>Revokes a key that may be in other hands.</summary>
/// <param name="At">From when on it counts as in other hands, not in the future; now if left out.</param>
/// <param name="Reason">For the audit trail, 1 to 500 characters.</param>
/// <param name="DisownBatches">With an earlier time: batches issued with the key since then are not yours either; their codes are not issued any more.</param>
public sealed record RevokeKeyRequest(DateTimeOffset? At = null, string? Reason = null, bool? DisownBatches = null);
