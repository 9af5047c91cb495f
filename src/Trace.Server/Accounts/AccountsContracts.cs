namespace Trace.Server.Accounts;

/// <summary>A new account. The person gets a link and sets a password with it.</summary>
/// <param name="Email">Where the person is reached, and what they sign in with.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Role">brand_admin, brand_viewer, factory or inspector; owner for accounts of the deployment.</param>
/// <param name="Gtins">Limits the person to these products of the brand.</param>
/// <param name="Sites">Limits the person to batches of these sites, and to batches of no site.</param>
public sealed record InviteRequest(
    string? Email, string? Name, string? Role, IReadOnlyList<string>? Gtins = null, IReadOnlyList<string>? Sites = null);

/// <summary>What changes of an account; members that are left out stay. An empty list lifts a limit.</summary>
public sealed record UpdateAccountRequest(
    string? Name = null,
    string? Role = null,
    bool? Disabled = null,
    IReadOnlyList<string>? Gtins = null,
    IReadOnlyList<string>? Sites = null);

/// <summary>An account.</summary>
/// <param name="Status">invited (no password yet), active or disabled.</param>
/// <param name="Totp">Whether signing in takes a second factor.</param>
public sealed record AccountResponse(
    string Id,
    string Email,
    string Name,
    string Role,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<string>? Sites,
    string Status,
    bool Totp,
    DateTimeOffset CreatedAt);

/// <summary>A new account, and the link by which its person sets a password.</summary>
public sealed record InvitedResponse(AccountResponse Account, LinkResponse Link);

/// <summary>A link that sets a password, once.</summary>
/// <param name="Sent">It was sent by mail; <paramref name="Url"/> is left out then.</param>
/// <param name="Url">Hand it to the person yourself. Shown this once.</param>
public sealed record LinkResponse(bool Sent, string? Url, DateTimeOffset ExpiresAt);

/// <summary>Signing in.</summary>
/// <param name="Code">The six digits of the second factor, or a recovery code, where the account has one.</param>
/// <param name="Brand">The slug of a brand, for people with accounts in several; <c>-</c> means their account of the deployment.</param>
public sealed record SignInRequest(string? Email, string? Password, string? Code = null, string? Brand = null);

/// <summary>Who asks.</summary>
/// <param name="Kind">account (a person) or api_key (a machine).</param>
/// <param name="BrandId">Left out for the owner.</param>
/// <param name="Account">The person.</param>
/// <param name="ExpiresAt">When the session ends at the latest.</param>
public sealed record CallerResponse(
    string Kind,
    string Id,
    string Role,
    string? BrandId,
    IReadOnlyList<string>? Gtins,
    IReadOnlyList<string>? Sites,
    AccountResponse? Account,
    DateTimeOffset? ExpiresAt);

/// <summary>A session of the person who asks.</summary>
/// <param name="Network">The /24 (IPv4) or /48 (IPv6) network it began from.</param>
/// <param name="Current">It is this one.</param>
public sealed record SessionResponse(
    string Id, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? Network, bool Current);

/// <summary>Sets a password with the token of an invitation or a reset.</summary>
public sealed record SetPasswordRequest(string? Token, string? Password);

public sealed record ChangePasswordRequest(string? CurrentPassword, string? NewPassword);

/// <summary>Asks for a link by mail. The answer is the same whether there is such an account or not.</summary>
public sealed record ResetPasswordRequest(string? Email, string? Brand = null);

/// <summary>Confirms with the password.</summary>
public sealed record PasswordRequest(string? Password);

/// <summary>A second factor to set up.</summary>
/// <param name="Secret">For typing into an authenticator app (base 32).</param>
/// <param name="Uri">The same for scanning, as <c>otpauth:</c> address.</param>
public sealed record TotpResponse(string Secret, string Uri);

public sealed record TotpCodeRequest(string? Code);

/// <summary>The second factor counts from now on.</summary>
/// <param name="RecoveryCodes">Each signs in once in place of the six digits. Shown this once.</param>
public sealed record TotpConfirmedResponse(IReadOnlyList<string> RecoveryCodes);

/// <summary>All that is kept of a person.</summary>
/// <param name="Digest">How often the person gets anomalies by mail, daily or weekly; left out for never.</param>
/// <param name="Actions">What the person did, in whatever brand, newest first: the newest 10,000.</param>
/// <param name="ActionsCut">There are older actions than those listed; the audit trails hold them.</param>
public sealed record AccountExport(
    AccountResponse Account, IReadOnlyList<SessionResponse> Sessions, string? Digest, IReadOnlyList<Audit.AuditEntry> Actions, bool ActionsCut);
