using System.Globalization;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>One-time links by which a person sets a password: an invitation, or a reset.</summary>
/// <remarks>The token stands behind <c>#</c>, which no browser sends to any server, so it is in no log and no Referer.</remarks>
public sealed class Links(AccountSeal seal, TimeProvider clock)
{
    public const string Invitation = "invitation";
    public const string Reset = "reset";
    public const string PagePath = "/set-password";

    private static readonly TimeSpan InvitationLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan ResetLife = TimeSpan.FromHours(1);

    /// <summary>Adds a link; the account's earlier ones end.</summary>
    public async Task<(string Token, DateTimeOffset ExpiresAt)> AddAsync(Session session, AccountRow account, string kind)
    {
        await LinksStore.RemoveAllAsync(session, account.BrandId, account.AccountId);
        return await AddOneMoreAsync(session, account, kind);
    }

    /// <summary>Adds a link somebody asked for who need not be the person: earlier ones that were asked for end, an invitation stays.</summary>
    public async Task<string> AddAskedAsync(Session session, AccountRow account)
    {
        await LinksStore.RemoveAllAsync(session, account.BrandId, account.AccountId, Reset);
        return (await AddOneMoreAsync(session, account, Reset)).Token;
    }

    private async Task<(string Token, DateTimeOffset ExpiresAt)> AddOneMoreAsync(Session session, AccountRow account, string kind)
    {
        var now = clock.GetUtcNow();
        var token = SecretToken.Create();
        var expires = now + (kind == Invitation ? InvitationLife : ResetLife);
        await LinksStore.RemoveEndedAsync(session, now.ToUnixTimeMilliseconds());
        await LinksStore.AddAsync(session, seal.Put(new LinkRow(
            PublicId.Create(),
            account.AccountId,
            account.BrandId,
            SecretToken.HashOf(token)!,
            kind,
            now.ToUnixTimeMilliseconds(),
            expires.ToUnixTimeMilliseconds())));
        return (token, expires);
    }

    /// <summary>The link of a token, if it stands.</summary>
    public async Task<LinkRow?> FindAsync(Session session, string? token) =>
        SecretToken.HashOf(token) is { } hash
        && await LinksStore.FindByHashAsync(session, hash) is { } row
        && row.ExpiresAt > clock.GetUtcNow().ToUnixTimeMilliseconds()
        && seal.Holds(row)
            ? row
            : null;

    public static string Address(string origin, string token) => string.Create(CultureInfo.InvariantCulture, $"{origin}{PagePath}#{token}");
}
