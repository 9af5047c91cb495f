using System.Globalization;

namespace Trace.Cli.Labels;

/// <summary>A network printer that takes raw data: <c>HOST</c>, <c>HOST:PORT</c> or <c>[IPv6]:PORT</c>; port 9100 unless said.</summary>
internal sealed record PrinterAddress(string Host, int Port)
{
    public const int DefaultPort = 9100;

    public static PrinterAddress Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var isIpV6WithoutBrackets = colon >= 0 && text.IndexOf(':') < colon && !text.StartsWith('[');
        var hasPort = colon >= 0 && !isIpV6WithoutBrackets && !text.EndsWith(']');
        var port = DefaultPort;
        if (hasPort && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > ushort.MaxValue))
            throw CliException.Usage($"`{text}` has no port from 1 to 65535 after the colon.");
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        return host.Length > 0 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? new PrinterAddress(host, port)
            : throw CliException.Usage($"`{text}` is not the address of a printer, such as 192.0.2.7 or labels.example.com:9100.");
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
