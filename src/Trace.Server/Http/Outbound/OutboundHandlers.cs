using System.Net;
using System.Net.Sockets;

namespace Trace.Server.Http.Outbound;

/// <summary>Finds the addresses of a name.</summary>
public delegate Task<IPAddress[]> ResolveName(string host, CancellationToken cancellationToken);

/// <summary>
/// Makes handlers for calls to addresses that a brand or an operator gave: https only, no redirects, no proxy, no cookies, only to public addresses, within
/// <see cref="OutboundLimits"/>.
/// </summary>
/// <remarks>
/// The name is resolved once, here, and the connection goes to the very address that was checked, so a name that answers otherwise the next time gains nothing.
/// Whoever calls has a setting of its own that names host:port pairs, separated by commas, which the operator lets it through to wherever they lead, over http
/// too: that sign-in may ask a provider inside must not open it to an address a brand gives.
/// </remarks>
public sealed class OutboundHandlers(IConfiguration configuration, ResolveName resolve)
{
    private const int MaxResponseHeadersKilobytes = 16;

    /// <param name="allowSetting">The name of the setting of what is let through.</param>
    /// <param name="limits">Null for the usual.</param>
    public HttpMessageHandler Create(string allowSetting, OutboundLimits? limits = null)
    {
        limits ??= OutboundLimits.Default;
        var allowed = Allowed(allowSetting);
#pragma warning disable CA2000 // The guard disposes of it.
        return new OutboundGuard(allowed, limits)
        {
            InnerHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                ConnectTimeout = limits.Connect,
                ConnectCallback = (context, cancellationToken) => ConnectAsync(context, allowed, cancellationToken),
                MaxResponseHeadersLength = MaxResponseHeadersKilobytes,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            },
        };
#pragma warning restore CA2000
    }

    /// <summary>The host:port pairs of a setting.</summary>
    public IReadOnlySet<string> Allowed(string allowSetting) => (configuration[allowSetting] ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, IReadOnlySet<string> allowed, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken);
        // One bad address among good ones is no accident.
        if (addresses.Length == 0 || (!allowed.Contains($"{host}:{port}") && !addresses.All(PublicAddress.Is)))
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
