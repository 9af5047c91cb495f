using Trace.Server.Anomalies;
using Trace.Server.Audit;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>All that is kept of a person, for the person (GDPR Art. 15 and 20).</summary>
public sealed class AccountExports(Sessions sessions)
{
    private const int MostActions = 10_000;

    public async Task<AccountExport> ReadAsync(Session session, AccountRow row, long currentSession)
    {
        var actions = await AuditStore.ListOfActorAsync(session, row.AccountId, MostActions + 1);
        return new AccountExport(
            People.ToResponse(row),
            await SessionsAsync(session, row.BrandId, row.AccountId, currentSession),
            (await DigestsStore.FindAsync(session, row.BrandId, row.AccountId))?.Every,
            [.. actions.Take(MostActions).Select(AuditApi.ToEntry)],
            ActionsCut: actions.Count > MostActions);
    }

    public async Task<IReadOnlyList<SessionResponse>> SessionsAsync(Session session, long brandId, long accountId, long currentSession) =>
        [.. (await SessionsStore.ListAsync(session, brandId, accountId)).Where(sessions.IsLive).Select(row => new SessionResponse(
            PublicId.Format(row.SessionId),
            DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt),
            DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt),
            row.Network,
            row.SessionId == currentSession))];
}
