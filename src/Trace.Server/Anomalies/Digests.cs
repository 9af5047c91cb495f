using Trace.Server.Accounts;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Anomalies;

/// <summary>Mails people of a brand what was opened since their last digest, within their limits. Several servers may do it at once: each digest is claimed first.</summary>
public sealed class Digests(Database database, Mailer mailer, AccountSeal seal, IConfiguration configuration, TimeProvider clock)
{
    private const int Portion = 100;

    /// <summary>What was opened later waits for the next digest: its transaction may not have ended yet, and clocks of servers may differ.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    private readonly string? _publicUrl = configuration["PublicUrl"]?.TrimEnd('/');

    /// <summary>Sends what is due, and returns how many mails that were.</summary>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        if (!mailer.IsSet)
            return 0;
        var now = clock.GetUtcNow();
        var sent = 0;
        IReadOnlyList<DigestRow> due;
        var after = -1L;
        do
        {
            due = await database.ReadAsync(session => DigestsStore.ListDueAsync(session, now, after, Portion), cancellationToken);
            foreach (var row in due)
                sent += await SendAsync(row, now, cancellationToken) ? 1 : 0;
            after = due.Count == 0 ? after : due[^1].AccountId;
        }
        while (due.Count == Portion);
        return sent;
    }

    private async Task<bool> SendAsync(DigestRow row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In whole periods, so that the hour of the day stays.
        var claimed = row with { ClaimedAt = now.ToUnixTimeMilliseconds() - ((now.ToUnixTimeMilliseconds() - row.ClaimedAt) % (long)DigestPeriod.Of(row.Every).TotalMilliseconds) };
        if (!await database.WriteAsync(session => DigestsStore.ClaimAsync(session, row, claimed.ClaimedAt), cancellationToken))
            return false;
        var until = (now - Settling).ToUnixTimeMilliseconds();
        var mail = await database.ReadAsync(session => WriteAsync(session, row, until), cancellationToken);
        if (mail != null && !await mailer.SendAsync(mail.To, mail.Subject, mail.Text, cancellationToken))
        {
            await database.WriteAsync(session => DigestsStore.ClaimAsync(session, claimed, row.ClaimedAt), CancellationToken.None);
            return false;
        }

        await database.WriteAsync(session => DigestsStore.CoverAsync(session, claimed, until), CancellationToken.None);
        return mail != null;
    }

    /// <summary>Null where there is nothing new, or the person may not read it any more.</summary>
    private async Task<DigestMail?> WriteAsync(Session session, DigestRow row, long until)
    {
        if (await AccountsStore.FindAsync(session, row.BrandId, row.AccountId) is not { DisabledAt: null } account
            || !Roles.ReadingScans.Contains(account.Role)
            || !seal.Holds(account)
            || await BrandsStore.FindAsync(session, row.BrandId) is not { } brand)
        {
            return null;
        }

        var groups = await DigestsStore.ListOpenedAsync(session, account.ToCaller(), row, until, DigestMail.MostGroups);
        return groups.Count == 0 ? null : DigestMail.Of(account, brand.Name, row, groups, _publicUrl);
    }
}
