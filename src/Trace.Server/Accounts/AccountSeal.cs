using System.Globalization;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>
/// Binds accounts, sessions and links under the master key to what they say: whoever writes the database without that key can neither make
/// a person an owner nor give a person another password, nor sign in.
/// </summary>
public sealed class AccountSeal(MasterKey masterKey)
{
    /// <summary>For sealing them again under another master key.</summary>
    public static readonly IReadOnlyList<SealedColumn> Columns =
    [
        SealedColumn.Of<AccountRow>("account", "seal", ["account_id"], AccountsStore.Columns, row => [row.AccountId], row => row.Seal, Purpose),
        SealedColumn.Of<AccountRow>("account", "totp", ["account_id"], AccountsStore.Columns, row => [row.AccountId], row => row.Totp, row => TotpPurpose(row.AccountId)),
        SealedColumn.Of<SessionRow>("account_session", "seal", ["session_id"], SessionsStore.Columns, row => [row.SessionId], row => row.Seal, Purpose),
        SealedColumn.Of<LinkRow>("account_link", "seal", ["link_id"], LinksStore.Columns, row => [row.LinkId], row => row.Seal, Purpose),
    ];

    public AccountRow Put(AccountRow row) => row with { Seal = masterKey.Seal([], Purpose(row)) };

    public SessionRow Put(SessionRow row) => row with { Seal = masterKey.Seal([], Purpose(row)) };

    public LinkRow Put(LinkRow row) => row with { Seal = masterKey.Seal([], Purpose(row)) };

    public bool Holds(AccountRow row) => masterKey.Open(row.Seal, Purpose(row)) != null;

    public bool Holds(SessionRow row) => masterKey.Open(row.Seal, Purpose(row)) != null;

    public bool Holds(LinkRow row) => masterKey.Open(row.Seal, Purpose(row)) != null;

    /// <summary>An address holds no separator, and the lists are JSON and stand last. The name decides nothing; the step only counts up.</summary>
    public static string Purpose(AccountRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"account|{row.AccountId}|{row.BrandId}|{row.Role}|{row.Email}|{row.PasswordHash}|{row.TotpConfirmed}|{row.CreatedAt}|{row.DisabledAt}|{row.Gtins}|{row.Sites}");

    /// <summary>What the secret of a second factor belongs to.</summary>
    public static string TotpPurpose(long accountId) => string.Create(CultureInfo.InvariantCulture, $"account-totp|{accountId}");

    public static string Purpose(SessionRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"session|{row.SessionId}|{row.AccountId}|{row.BrandId}|{Convert.ToHexString(row.TokenHash)}|{row.CreatedAt}|{row.ExpiresAt}");

    public static string Purpose(LinkRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"account-link|{row.LinkId}|{row.AccountId}|{row.BrandId}|{Convert.ToHexString(row.TokenHash)}|{row.Kind}|{row.CreatedAt}|{row.ExpiresAt}");
}
