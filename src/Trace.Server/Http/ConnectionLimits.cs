using System.Net;
using Microsoft.AspNetCore.Connections;
using Trace.Server.RateLimits;

namespace Trace.Server.Http;

/// <summary>No address may hold all connections: past its share a new one is closed at once. Proxies bring many clients, so they are not counted.</summary>
public sealed class ConnectionLimits(RateLimitSettings settings, Proxies proxies)
{
    private readonly RunningCounters _open = new(settings.ConnectionsPerAddress, int.MaxValue);

    public ConnectionDelegate Use(ConnectionDelegate next) => async connection =>
    {
        if ((connection.RemoteEndPoint as IPEndPoint)?.Address is not { } address || proxies.Include(address))
        {
            await next(connection);
            return;
        }

        var key = ClientKey.Of(address);
        if (!_open.TryEnter(key, out _))
        {
            // As Kestrel's own limit does it: an abort here leaves the connection open in Kestrel's books, and stopping waits for it.
            await connection.Transport.Input.CompleteAsync();
            await connection.Transport.Output.CompleteAsync();
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            _open.Leave(key);
        }
    };
}
