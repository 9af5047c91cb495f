namespace Trace.Server.Demo;

/// <summary>Scheme and host of the demo's codes: a phone in the same network must be able to open them.</summary>
public static class DemoOrigin
{
    /// <param name="demoHost">As given: a host, with scheme and port or without; null for the listening address.</param>
    /// <param name="address">Where the server listens; its scheme and port count when the host has none.</param>
    public static string Of(string? demoHost, string address)
    {
        if (string.IsNullOrEmpty(demoHost))
            return Browsable(address);
        var listening = new Uri(Browsable(address));
        var hasScheme = demoHost.Contains("://", StringComparison.Ordinal);
        var origin = hasScheme ? demoHost : $"{listening.Scheme}://{demoHost}";
        var hasPort = char.IsAsciiDigit(demoHost[^1]) && demoHost.LastIndexOf(':') is > 0 and var colon && demoHost[(colon + 1)..].All(char.IsAsciiDigit);
        if (!hasScheme && !hasPort && !listening.IsDefaultPort)
            origin += $":{listening.Port}";
        return Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.AbsolutePath == "/"
            ? $"{uri.Scheme}://{uri.Authority}"
            : throw new InvalidOperationException($"--demo-host {demoHost} is not a host name.");
    }

    /// <summary>An address that listens everywhere is opened on this machine.</summary>
    public static string Browsable(string address)
    {
        var uri = new Uri(address.Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal));
        var host = uri.Host is "0.0.0.0" or "[::]" ? "localhost" : uri.Host;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
    }
}
