namespace Trace.Server.Accounts;

/// <summary>Brings one-time links to people: by mail where a mail server is set, else through whoever asked for the link.</summary>
/// <remarks>
/// A link in a mail begins with the setting <c>PublicUrl</c>: the Host of a request may be an attacker's. One that is shown goes back
/// to the same person who made the request.
/// </remarks>
public sealed class LinkDelivery(Mailer mailer, IConfiguration configuration)
{
    private readonly string? _publicUrl = configuration["PublicUrl"]?.TrimEnd('/');

    public bool ByMail => mailer.IsSet && !string.IsNullOrEmpty(_publicUrl);

    /// <summary>Mails a link, or gives it to whoever asked for it: also when the mail server does not take it.</summary>
    public Task<LinkResponse> DeliverAsync(HttpContext context, AccountRow account, string kind, string token, DateTimeOffset expiresAt) =>
        DeliverAsync($"{context.Request.Scheme}://{context.Request.Host}", account, kind, token, expiresAt, context.RequestAborted);

    /// <summary>The same for someone who asks from a page.</summary>
    /// <param name="origin">Of the page.</param>
    public async Task<LinkResponse> DeliverAsync(
        string origin, AccountRow account, string kind, string token, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        await MailAsync(account, kind, token, cancellationToken)
            ? new LinkResponse(Sent: true, Url: null, expiresAt)
            : new LinkResponse(Sent: false, Links.Address(_publicUrl ?? origin, token), expiresAt);

    /// <summary>False where no mail server is set or it does not take the mail.</summary>
    public async Task<bool> MailAsync(AccountRow account, string kind, string token, CancellationToken cancellationToken)
    {
        if (!ByMail)
            return false;
        var link = Links.Address(_publicUrl!, token);
        return kind == Links.Invitation
            ? await mailer.SendAsync(
                account.Email,
                "Your invitation to Trace",
                $"{account.Name},\n\nyou were invited to Trace as {account.Role}. Set a password within seven days:\n\n{link}\n\nThe link works once. If you expected no invitation, do nothing.\n",
                cancellationToken)
            : await mailer.SendAsync(
                account.Email,
                "Set a new password for Trace",
                $"{account.Name},\n\nsomeone asked for a new password for your account. Set it within an hour:\n\n{link}\n\nThe link works once. If it was not you, do nothing: your password stays.\n",
                cancellationToken);
    }
}
