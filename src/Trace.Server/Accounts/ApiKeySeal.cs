using System.Globalization;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>
/// Binds an API key to what it may do under the master key: with a row added or widened past the server anyone who writes the
/// database could order codes that verify.
/// </summary>
/// <remarks>Revoking a key takes its seal away, so that clearing <c>revoked_at</c> does not revive it.</remarks>
public sealed class ApiKeySeal(MasterKey masterKey)
{
    /// <summary>For sealing it again under another master key.</summary>
    public static readonly SealedColumn Column = SealedColumn.Of<ApiKeyRow>(
        "api_key", "seal", ["api_key_id"], ApiKeysStore.Columns, row => [row.ApiKeyId], row => row.Seal, Purpose);

    public ApiKeyRow Put(ApiKeyRow row) => row with { Seal = masterKey.Seal([], Purpose(row)) };

    public bool Holds(ApiKeyRow row) => masterKey.Open(row.Seal, Purpose(row)) != null;

    /// <summary>The lists are JSON and stand last: no value can imitate a separator before them. The name decides nothing.</summary>
    public static string Purpose(ApiKeyRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"api-key|{row.ApiKeyId}|{row.BrandId}|{row.Role}|{Convert.ToHexString(row.Hash)}|{Lifetime(row)}|{row.Gtins}|{row.Sites}");

    private static string Lifetime(ApiKeyRow row) => row.ExpiresAt is { } end
        ? string.Create(CultureInfo.InvariantCulture, $"{row.CreatedAt}-{end}")
        : row.CreatedAt.ToString(CultureInfo.InvariantCulture);
}
