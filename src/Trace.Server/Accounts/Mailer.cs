using System.Globalization;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Trace.Server.Accounts;

/// <summary>Mail by SMTP, if the settings name a server (<c>Smtp:Host</c>, <c>Smtp:From</c>, …); else links are handed to whoever asked for them.</summary>
public sealed class Mailer(IConfiguration configuration, ILogger<Mailer> log)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private readonly IConfigurationSection _settings = configuration.GetSection("Smtp");

    public bool IsSet => !string.IsNullOrEmpty(_settings["Host"]);

    public Task<bool> SendAsync(string to, string subject, string text, CancellationToken cancellationToken) => SendAsync(to, subject, text, [], cancellationToken);

    /// <summary>False when the mail could not be handed over. Its text and its receiver are in no log.</summary>
    public async Task<bool> SendAsync(string to, string subject, string text, IReadOnlyList<MailAttachment> attachments, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var message = new MimeMessage();
            message.From.Add(MailboxAddress.Parse(_settings["From"] ?? $"trace@{_settings["Host"]}"));
            message.To.Add(new MailboxAddress(name: null, to));
            message.Subject = subject;
            message.Body = BodyOf(text, attachments);
            using var client = new SmtpClient();
            await client.ConnectAsync(_settings["Host"]!, _settings.GetValue("Port", 587), Security(), deadline.Token);
            if (_settings["User"] is { Length: > 0 } user)
                await client.AuthenticateAsync(user, await PasswordAsync(deadline.Token), deadline.Token);
            await client.SendAsync(message, deadline.Token);
            await client.DisconnectAsync(quit: true, deadline.Token);
            return true;
        }
#pragma warning disable CA1031 // Whatever is wrong with the mail server or its settings, the link exists and its maker must hear that it was not mailed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            AccountsLog.MailNotSent(log, exception.GetType().Name);
            return false;
        }
    }

    private static MimeEntity BodyOf(string text, IReadOnlyList<MailAttachment> attachments)
    {
        var body = new BodyBuilder { TextBody = text };
        foreach (var attachment in attachments)
            body.Attachments.Add(attachment.Name, attachment.Content, ContentType.Parse(attachment.MediaType));
        return body.ToMessageBody();
    }

    private async Task<string> PasswordAsync(CancellationToken cancellationToken) =>
        _settings["PasswordFile"] is { Length: > 0 } path
            ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim()
            : _settings["Password"] ?? "";

    /// <summary>Setting <c>Smtp:Security</c>: starttls (default), tls, or none for a relay on the same machine.</summary>
    private SecureSocketOptions Security() => _settings["Security"] switch
    {
        null or "" or "starttls" => SecureSocketOptions.StartTls,
        "tls" => SecureSocketOptions.SslOnConnect,
        "none" => SecureSocketOptions.None,
        var other => throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Smtp:Security is starttls, tls or none, not {other}.")),
    };
}

/// <summary>A file that goes with a mail.</summary>
public sealed record MailAttachment(string Name, string MediaType, byte[] Content);
