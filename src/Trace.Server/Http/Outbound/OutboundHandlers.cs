using System.Net;
using System.Net.Sockets;

namespace Trace.Server.Http.Outbound;

/// <summary>Finds the addresses of a name.</summary>
public delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>
/// Makes handlers for calls to addresses that a brand or an operator gave: https only, no redirects, no proxy, no cookies, only to public addresses, within
/// <see cref="OutboundLimits"/>. The named client <see cref="ClientName"/> uses one; what wants a handler of its own (OpenID Connect) asks for one here.
/// </summary>
/// <remarks>
/// The name is resolved once, here, and the connection goes to the very address that was checked, so a name that answers otherwise the next time gains nothing.
/// <c>Outbound:Allow</c> names host:port pairs, separated by commas, that an operator lets through wherever they lead, over http too: an identity provider inside.
/// </remarks>
public sealed class OutboundHandlers(IConfiguration configuration, ResolveName resolve)
{
    public const string ClientName = "outbound";
    public const string AllowSetting = "Outbound:Allow";

    private const int MaxResponseHeadersKilobytes = 16;

    private readonly HashSet<string> _allowed = (configuration[AllowSetting] ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    public HttpMessageHandler Create(OutboundLimits? limits = null)
    {
        limits ??= OutboundLimits.Default;
#pragma warning disable CA2000 // The guard disposes of it.
        return new OutboundGuard(this, limits)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectTimeout = limits.Connect,
                ConnectCallback = ConnectAsync,
                MaxResponseHeadersLength = MaxResponseHeadersKilobytes,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            },
        };
#pragma warning restore CA2000
    }

    /// <summary>Whether an operator let this host and port through.</summary>
    internal bool Allows(string host, int port) => _allowed.Contains($"{host}:{port}");

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        // One bad address among good ones is no accident.
        if (addresses.Length == 0 || (!Allows(host, port) && !addresses.All(PublicAddress.Is)))
            throw new OutboundRefusedException($"{host} does not lead to a public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>An address that is not called, or an answer that is too much.</summary>
public class OutboundRefusedException(string message) : HttpRequestException(message);

/// <summary>An answer that took too long.</summary>
public sealed class OutboundTooSlowException(string message) : OutboundRefusedException(message);
