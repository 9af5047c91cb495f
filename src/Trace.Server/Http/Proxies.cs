using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Server.Http;

/// <summary>The proxies in front of this server: only they are believed when they say for whom they ask (X-Forwarded-For) and how (X-Forwarded-Proto).</summary>
/// <param name="Known"><c>Proxies:Known</c>: addresses or networks, separated by commas. Empty: nobody is believed.</param>
/// <param name="Hops"><c>Proxies:Hops</c>: how many stand one behind the other; 1 if left out.</param>
public sealed record Proxies(IReadOnlyList<IPNetwork> Known, int Hops)
{
    /// <exception cref="InvalidOperationException">What is set names no address, or everybody would be believed.</exception>
    public static Proxies From(IConfiguration configuration)
    {
        // The framework's own switch (ASPNETCORE_FORWARDEDHEADERS_ENABLED) believes whoever asks.
        if (configuration.GetValue("ForwardedHeaders_Enabled", defaultValue: false))
            throw new InvalidOperationException("ASPNETCORE_FORWARDEDHEADERS_ENABLED would believe every client's word about its address; set Proxies:Known instead.");
        var known = (configuration["Proxies:Known"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        var hops = configuration.GetValue("Proxies:Hops", defaultValue: 1);
        return hops >= 1 ? new Proxies(known, hops) : throw new InvalidOperationException("Proxies:Hops is at least 1.");
    }

    public bool Include(IPAddress address) => Known.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    public void Use(IApplicationBuilder app)
    {
        if (Known.Count == 0)
            return;
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = Hops };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in Known)
            options.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(options);
    }

    private static IPNetwork Parse(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return IPNetwork.TryParse(text, out var network) ? network : throw new InvalidOperationException($"Proxies:Known: \"{text}\" is no address or network.");
    }
}
