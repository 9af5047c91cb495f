using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Whether anyone owns the deployment: a key or a person of that role, still good, with a seal that holds.</summary>
public sealed class Owners(ApiKeySeal keySeal, AccountSeal accountSeal, TimeProvider clock)
{
    /// <summary>Locks the keys of owners, so that of two that are revoked at once the second sees the first gone.</summary>
    /// <param name="session">A transaction that writes.</param>
    /// <param name="besidesKey">A key that does not count, as it is about to go.</param>
    public async Task<bool> ExistAsync(Session session, long? besidesKey = null)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var keys = await ApiKeysStore.ListOwnersToChangeAsync(session);
        return keys.Any(row => row.ApiKeyId != besidesKey && (row.ExpiresAt ?? long.MaxValue) > now && keySeal.Holds(row))
            || (await AccountsStore.ListAsync(session, brandId: 0, after: -1, int.MaxValue))
                .Any(row => row is { DisabledAt: null, PasswordHash: not null } && accountSeal.Holds(row));
    }
}
