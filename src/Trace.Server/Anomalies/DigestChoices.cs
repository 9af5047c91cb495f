using Trace.Server.Accounts;
using Trace.Server.Audit;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Which digest a person chose: for the API and the console alike.</summary>
public sealed class DigestChoices(Database database, Mailer mailer, AuditTrail audit, TimeProvider clock)
{
    private const double HighestScore = 1000;

    public async Task<DigestResponse> FindAsync(Caller caller) =>
        ToResponse(await database.ReadAsync(session => DigestsStore.FindAsync(session, caller.BrandId, caller.Id)));

    public async Task<Outcome<DigestResponse>> SetAsync(Caller caller, DigestRequest request)
    {
        if (request.Every is not { } every || !DigestPeriod.Words.Contains(every))
            return new Failure("invalid_account", $"`every` is one of {string.Join(", ", DigestPeriod.Words)}.");
        if (request.LeastScore is not (null or (>= 0 and <= HighestScore)))
            return new Failure("invalid_account", $"`leastScore` is 0 to {HighestScore}.");
        return await database.TryWriteAsync<DigestResponse>(async session =>
        {
            if (await AccountsStore.FindToChangeAsync(session, caller.BrandId, caller.Id) == null)
                return People.Unknown(caller.Id);
            var before = ToResponse(await DigestsStore.FindAsync(session, caller.BrandId, caller.Id));
            var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
            var row = every == DigestPeriod.Off ? null : new DigestRow(caller.Id, caller.BrandId, every, now, now, request.LeastScore);
            if (row == null)
                await DigestsStore.RemoveAsync(session, caller.BrandId, caller.Id);
            else
                await DigestsStore.PutAsync(session, row);
            var after = ToResponse(row);
            await audit.AddAsync(session, caller, new AuditedChange(
                "account.set_digest", PublicId.Format(caller.Id), new { before.Every, before.LeastScore }, new { after.Every, after.LeastScore }));
            return after;
        });
    }

    private DigestResponse ToResponse(DigestRow? row) => new(row?.Every ?? DigestPeriod.Off, mailer.IsSet, row?.LeastScore);
}
