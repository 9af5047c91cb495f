namespace Trace.Server.Accounts;

/// <summary>A new API key.</summary>
/// <param name="Role">brand_admin, brand_viewer, factory or inspector.</param>
/// <param name="Name">What it is for, 1 to 100 characters.</param>
/// <param name="Gtins">Limits the key to these products of the brand.</param>
/// <param name="Sites">The sites (GLN or own names) the key stands for.</param>
public sealed record CreateApiKeyRequest(
    string? Role, string? Name, IReadOnlyList<string>? Gtins = null, IReadOnlyList<string>? Sites = null);

/// <summary>The new key. <paramref name="Key"/> is shown this once and stored only as a hash.</summary>
public sealed record ApiKeyResponse(
    string Id,
    string Key,
    string Role,
    string Name,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<string>? Sites,
    DateTimeOffset CreatedAt);
