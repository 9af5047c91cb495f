using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Trace.Server.Tests.Accounts;

/// <summary>A mail server that takes everything (RFC 5321, as much of it as a client needs) and keeps it, unless it is told to refuse.</summary>
internal sealed class MailSink : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly BlockingCollection<(string To, string Text)> _mails = [];
    private int _refused;

    public MailSink()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool Refuses { get; set; }

    /// <summary>How many were refused.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public int Count => _mails.Count;

    public (string To, string Text) Take()
    {
        Xunit.Assert.True(_mails.TryTake(out var mail, TimeSpan.FromSeconds(20)), "No mail came.");
        return mail;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _mails.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        using var reader = new StreamReader(client.GetStream());
        await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 sink");
        var to = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            switch (line.Split(' ')[0].ToUpperInvariant())
            {
                case "RCPT" when Refuses:
                    await writer.WriteLineAsync("451 not now");
                    Interlocked.Increment(ref _refused);
                    break;
                case "RCPT":
                    to = line.Split('<', '>')[1];
                    await writer.WriteLineAsync("250 ok");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go on");
                    var text = "";
                    while (await reader.ReadLineAsync() is { } part && part != ".")
                        text += part + "\n";
                    await writer.WriteLineAsync("250 ok");
                    _mails.Add((to, text));
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("250 ok");
                    break;
            }
        }
    }
}
