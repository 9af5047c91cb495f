using NSec.Cryptography;

namespace Trace.Core.Codes;

public enum KeyStatus
{
    Active,
    Retired,
    Revoked,
}

/// <summary>One public signing key as <c>/.well-known/trace-keys.json</c> lists it.</summary>
/// <remarks>
/// CODE-FORMAT section 4. <see cref="NotBefore"/> and <see cref="NotAfter"/> bound signing, never checking: a retired key still
/// vouches for what it signed.
/// </remarks>
public sealed record PublishedKey(
    ushort KeyId,
    PublicKey PublicKey,
    string Brand,
    IReadOnlySet<string> Gtins,
    IReadOnlyList<string> Prefixes,
    DateTimeOffset NotBefore,
    DateTimeOffset? NotAfter,
    KeyStatus Status,
    DateTimeOffset? StatusAt)
{
    /// <summary>Whether this key may sign for a GTIN: listed, or under a listed prefix of the 14 digits.</summary>
    public bool Holds(Gtin gtin) =>
        Gtins.Contains(gtin.Value) || Prefixes.Any(prefix => gtin.Value.StartsWith(prefix, StringComparison.Ordinal));
}
