using System.Data.Common;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Tries to sign in that failed, one entry of the trail for each account and quarter of an hour.</summary>
/// <remarks>
/// Written behind: an answer that waited for it would take longer for an address that exists. Summed, because strangers make these
/// entries and none can be removed; the server is their actor, because whoever tried need not be the person.
/// </remarks>
public sealed class FailedSignIns(Database database, AuditTrail audit, TimeProvider clock, ILogger<FailedSignIns> log) : WriteBehind(FlushInterval, clock)
{
    public const string Action = "session.sign_in_failed";

    /// <summary>Accounts counted at once; of more the trail does not tell.</summary>
    private const int MostAccounts = 10_000;

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMinutes(15);

    private readonly Tally<(long BrandId, long AccountId)> _tries = new();

    public void Count(AccountRow account)
    {
        var key = (account.BrandId, account.AccountId);
        if (_tries.Size < MostAccounts || _tries.Holds(key))
            _tries.Add(key);
    }

    protected override async Task FlushAsync()
    {
        var taken = _tries.Take();
        if (taken.Count == 0)
            return;
        try
        {
            await database.WriteAsync(async session =>
            {
                foreach (var ((brandId, accountId), tries) in taken)
                    await audit.AddAsync(session, Caller.System(brandId), new AuditedChange(Action, PublicId.Format(accountId), New: new { tries }));
            });
        }
        catch (DbException exception)
        {
            AccountsLog.FailuresNotStored(log, exception);
            _tries.PutBack(taken);
        }
    }
}
