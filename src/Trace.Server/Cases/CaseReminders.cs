using System.Data.Common;
using System.Globalization;
using Trace.Core.Enforcement;
using Trace.Server.Accounts;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Cases;

/// <summary>Mails whoever works on a case, or the brand's admins, on the days the table names. Several servers may do it at once: each reminder is claimed first.</summary>
/// <remarks>The mail names the case, where it stands and the day; nobody's name and no address of an offer: mail is read by many on its way.</remarks>
public sealed class CaseReminders(Database database, Mailer mailer, AccountSeal seal, IConfiguration configuration, TimeProvider clock)
{
    private const int Portion = 100;

    private readonly string? _publicUrl = configuration["PublicUrl"]?.TrimEnd('/');

    /// <summary>Sends what is due, and returns how many mails that were.</summary>
    public async Task<int> SendAsync(CancellationToken cancellationToken)
    {
        if (!mailer.IsSet)
            return 0;
        var (sent, today) = (0, CalendarDay.Format(clock.Today()));
        ReminderRow? after = null;
        IReadOnlyList<ReminderRow> due;
        do
        {
            due = await database.ReadAsync(session => CaseStepsStore.ListDueAsync(session, today, after, Portion), cancellationToken);
            foreach (var reminder in due)
                sent += await SendAsync(reminder, cancellationToken);
            after = due.Count == 0 ? after : due[^1];
        }
        while (due.Count == Portion);
        return sent;
    }

    private async Task<int> SendAsync(ReminderRow reminder, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (!await database.WriteAsync(session => CaseStepsStore.ClaimAsync(session, reminder, now), cancellationToken))
            return 0;
        var (row, brand, people) = await database.ReadAsync(
            async session =>
            {
                var found = await CasesStore.FindAsync(session, reminder.BrandId, reminder.CaseId);
                return (found, await BrandsStore.FindAsync(session, reminder.BrandId), found == null ? [] : await ReceiversAsync(session, found));
            },
            cancellationToken);
        if (row == null || brand == null)
            return 0;
        var sent = 0;
        foreach (var person in people)
            sent += await mailer.SendAsync(person.Email, $"Trace: case {row.Reference} of {brand.Name}", Text(person, row), cancellationToken) ? 1 : 0;
        if (sent == 0 && people.Count > 0)
            await database.WriteAsync(session => CaseStepsStore.UnclaimAsync(session, reminder, now), CancellationToken.None);
        return sent;
    }

    private async Task<IReadOnlyList<AccountRow>> ReceiversAsync(Session session, CaseRow row)
    {
        if (row.Assignee is { } id && await AccountsStore.FindAsync(session, row.BrandId, id) is { } assignee && MayGet(assignee))
            return [assignee];
        return [.. (await AccountsStore.ListAsync(session, row.BrandId, -1, int.MaxValue)).Where(account => account.Role == Roles.BrandAdmin && MayGet(account))];
    }

    private bool MayGet(AccountRow account) =>
        account is { DisabledAt: null, PasswordHash: not null, Role: Roles.BrandAdmin or Roles.Inspector } && !account.ToCaller().IsLimited && seal.Holds(account);

    private string Text(AccountRow person, CaseRow row)
    {
        var due = row.Due is not { } day
            ? "It waits for nobody else: the next move is yours."
            : day < clock.Today()
                ? string.Create(CultureInfo.InvariantCulture, $"The time for an answer ended on {CalendarDay.Format(day)}.")
                : string.Create(CultureInfo.InvariantCulture, $"The time for an answer runs until the end of {CalendarDay.Format(day)}.");
        var link = string.IsNullOrEmpty(_publicUrl) ? "" : $"\n{_publicUrl}/console/cases/{PublicId.Format(row.CaseId)}\n";
        return $"{person.Name},\n\nthe case {row.Reference} stands at \"{Words.Of(row.StandsAt).Replace('_', ' ')}\". {due}\n{link}";
    }
}

/// <summary>Looks at the start and every hour which reminders and mails are due.</summary>
public sealed class CaseTimer(CaseReminders reminders, CaseSending sending, TimeProvider clock, ILogger<CaseTimer> log) : RepeatedWork(TimeSpan.FromHours(1), clock)
{
    protected override async Task WorkAsync(CancellationToken cancellationToken)
    {
        await sending.SendDueAsync(cancellationToken);
        await reminders.SendAsync(cancellationToken);
    }

    protected override void LogFailure(DbException exception) => CasesLog.NotReminded(log, exception);
}
