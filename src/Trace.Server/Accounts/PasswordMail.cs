using System.Threading.Channels;
using Trace.Server.Storage;

namespace Trace.Server.Accounts;

/// <summary>Makes and mails reset links beside the requests that ask for them, so that an answer's time tells nothing about an address.</summary>
/// <remarks>A few wait at most; more are dropped, and people ask again.</remarks>
public sealed class PasswordMail(Database database, SignIn signIn, Links links, LinkDelivery delivery, ILogger<PasswordMail> log) : BackgroundService
{
    private readonly Channel<(string Email, string? Brand)> _asked = Channel.CreateBounded<(string, string?)>(
        new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Enqueue(string email, string? brand) => _asked.Writer.TryWrite((email, brand));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var (email, brand) in _asked.Reader.ReadAllAsync(stoppingToken))
                await MailAsync(email, brand, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops; who still waits asks again.
        }
    }

    private async Task MailAsync(string email, string? brand, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var account in await signIn.ListAsync(email, brand))
            {
                var token = await database.WriteAsync(session => links.AddAskedAsync(session, account), cancellationToken);
                await delivery.MailAsync(account, Links.Reset, token, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever it was, the next one gets its mail: an exception that leaves here would stop the server.
            AccountsLog.LinkNotMade(log, exception.GetType().Name);
        }
    }
}
