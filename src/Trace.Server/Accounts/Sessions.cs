using System.Diagnostics.CodeAnalysis;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Sessions of people: begun by signing in, ended by signing out, by an admin, by a new password, or by time.</summary>
public sealed class Sessions(Database database, AccountSeal seal, LastUses uses, TimeProvider clock)
{
    /// <summary>Without a request for so long a session ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(8);

    /// <summary>After so long a session ends whatever happens.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Adds a session in the transaction of a sign-in.</summary>
    public async Task<(SessionRow Row, string Token)> BeginAsync(Session session, AccountRow account, string? network)
    {
        var now = clock.GetUtcNow();
        var token = SecretToken.Create();
        var row = seal.Put(new SessionRow(
            PublicId.Create(),
            account.AccountId,
            account.BrandId,
            SecretToken.HashOf(token)!,
            now.ToUnixTimeMilliseconds(),
            now.ToUnixTimeMilliseconds(),
            (now + Longest).ToUnixTimeMilliseconds(),
            network));
        await SessionsStore.RemoveEndedAsync(session, now.ToUnixTimeMilliseconds(), (now - Idle).ToUnixTimeMilliseconds());
        await SessionsStore.AddAsync(session, row);
        return (row, token);
    }

    /// <summary>The session of a cookie and its account, if both still stand.</summary>
    public async Task<(SessionRow Session, AccountRow Account)?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (SecretToken.HashOf(token) is not { } hash)
            return null;
        var (row, account) = await database.ReadAsync(
            async session => await SessionsStore.FindByHashAsync(session, hash) is { } found
                ? (found, await AccountsStore.FindAsync(session, found.BrandId, found.AccountId))
                : default,
            cancellationToken);
        if (!Stands(row, account))
            return null;
        uses.OfSession(row.SessionId);
        return (row, account);
    }

    /// <summary>Who the person of a session is now, with today's role and limits; null when the session has ended or the account no longer stands.</summary>
    /// <param name="known">Who it was when the page was opened.</param>
    /// <param name="isUse">Whether the person did something, so that the session goes on.</param>
    public async Task<Caller?> RenewAsync(Caller known, bool isUse, CancellationToken cancellationToken = default)
    {
        var (row, account) = await database.ReadAsync(
            async session => await SessionsStore.FindAsync(session, known.BrandId, known.Id, known.SessionId) is { } found
                ? (found, await AccountsStore.FindAsync(session, found.BrandId, found.AccountId))
                : default,
            cancellationToken);
        if (!Stands(row, account))
            return null;
        if (isUse)
            uses.OfSession(row.SessionId);
        return account.ToCaller() with { SessionId = row.SessionId };
    }

    public bool IsLive(SessionRow row)
    {
        var now = clock.GetUtcNow();
        var seen = Math.Max(row.SeenAt, uses.OfSessionSoFar(row.SessionId));
        return now.ToUnixTimeMilliseconds() < row.ExpiresAt && (now - Idle).ToUnixTimeMilliseconds() < seen;
    }

    private bool Stands([NotNullWhen(true)] SessionRow? row, [NotNullWhen(true)] AccountRow? account) =>
        row != null && account is { DisabledAt: null } && IsLive(row) && seal.Holds(row) && seal.Holds(account);
}
