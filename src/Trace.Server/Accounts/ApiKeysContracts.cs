namespace Trace.Server.Accounts;

/// <summary>A new API key.</summary>
/// <param name="Role">brand_admin, brand_viewer, factory or inspector; owner for keys of the deployment.</param>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Gtins">Limits the key to these products of the brand.</param>
/// <param name="Sites">Limits the key to batches of these sites (GLN or own names), and to batches of no site.</param>
/// <param name="ExpiresAt">It works until then; without it until it is revoked. A key that expires makes none that outlives it.</param>
public sealed record CreateApiKeyRequest(
    string? Role,
    string? Name,
    IReadOnlyList<string>? Gtins = null,
    IReadOnlyList<string>? Sites = null,
    DateTimeOffset? ExpiresAt = null);

/// <summary>The new key. <paramref name="Key"/> is shown this once and stored only as a hash.</summary>
public sealed record ApiKeyResponse(
    string Id,
    string Key,
    string Role,
    string Name,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<string>? Sites,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt);

/// <summary>An API key without its text, which nobody can read any more.</summary>
/// <param name="LastUsedAt">To the minute.</param>
/// <param name="Status">active, expired or revoked.</param>
public sealed record ApiKeyInfo(
    string Id,
    string Role,
    string Name,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<string>? Sites,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt);

/// <summary>Replaces a key by one that may do the same.</summary>
/// <param name="OverlapHours">How long the old one still works, 0 to 720; 24 if left out.</param>
/// <param name="ExpiresAt">Of the new key; that of the old one if left out.</param>
public sealed record RotateApiKeyRequest(int? OverlapHours = null, DateTimeOffset? ExpiresAt = null);
