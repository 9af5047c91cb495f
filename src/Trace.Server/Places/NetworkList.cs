using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Trace.Core.Detection;
using IPNetwork = System.Net.IPNetwork;

namespace Trace.Server.Places;

/// <summary>The operator's own list of networks with their kind. What it says holds against every database.</summary>
/// <remarks>A line is <c>203.0.113.0/24,vpn</c>, <c>2001:db8::/32,mobile</c> or <c>AS64500,hosting</c>; what follows a # is a comment. A prefix says more than the AS it is in.</remarks>
public sealed class NetworkList
{
    public static readonly NetworkList Empty = new();

    private readonly PrefixTable _ipv4 = new();
    private readonly PrefixTable _ipv6 = new();
    private readonly Dictionary<uint, NetworkKind> _asNumbers = [];
    private readonly List<BadLine> _badLines = [];

    private NetworkList()
    {
    }

    public int Count { get; private set; }

    /// <summary>Those that are left out.</summary>
    public IReadOnlyList<BadLine> BadLines => _badLines;

    /// <exception cref="InvalidOperationException">It has lines and none of them can be used, so it is no such list.</exception>
    public static NetworkList Read(string path)
    {
        var list = new NetworkList();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = line.AsSpan();
            var entry = (text.IndexOf('#') is >= 0 and var comment ? text[..comment] : text).Trim();
            if (entry.IsEmpty)
                continue;
            if (list.Add(entry) is { } problem)
                list._badLines.Add(new BadLine(number, problem));
            else
                list.Count++;
        }

        list._ipv4.Freeze();
        list._ipv6.Freeze();
        return list is { Count: 0, BadLines: [var first, ..] }
            ? throw new InvalidOperationException($"none of its lines names a network and its kind; line {first.Number}: {first.Problem}")
            : list;
    }

    /// <param name="address">As <see cref="ClientNetwork.Unwrap"/> has it.</param>
    /// <param name="asNumber">The number of its AS, where a database knows it.</param>
    public NetworkKind? Find(IPAddress address, uint? asNumber) =>
        (address.AddressFamily == AddressFamily.InterNetwork ? _ipv4 : _ipv6).Find(address)
        ?? (asNumber is { } number && _asNumbers.TryGetValue(number, out var kind) ? kind : null);

    /// <summary>What is wrong with it. The words do not repeat it: a log holds no addresses, and in a wrong file may be anything.</summary>
    private string? Add(ReadOnlySpan<char> entry)
    {
        var comma = entry.IndexOf(',');
        if (comma < 0)
            return "a network and its kind are separated by a comma.";
        var network = entry[..comma].Trim();
        if (!TryReadKind(entry[(comma + 1)..].Trim(), out var kind))
            return "the kind is one of fixed, mobile, vpn, hosting, unknown.";
        if (TryReadAsNumber(network, out var number))
            return _asNumbers.TryAdd(number, kind) || _asNumbers[number] == kind ? null : "an earlier line says another kind of this network.";
        if (!TryReadPrefix(network, out var prefix))
            return "the network is an address, a prefix such as 203.0.113.0/24, or a number such as AS64500.";
        var table = prefix.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? _ipv4 : _ipv6;
        return table.TryAdd(prefix, kind) ? null : "an earlier line says another kind of this network.";
    }

    private static bool TryReadKind(ReadOnlySpan<char> word, out NetworkKind kind) =>
        Enum.TryParse(word, ignoreCase: true, out kind) && Enum.IsDefined(kind) && !char.IsAsciiDigit(word[0]);

    private static bool TryReadAsNumber(ReadOnlySpan<char> text, out uint number)
    {
        number = 0;
        return text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) && uint.TryParse(text[2..], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }

    private static bool TryReadPrefix(ReadOnlySpan<char> text, out IPNetwork prefix)
    {
        prefix = default;
        // The parsers take 64500 and 10.1 for addresses too.
        if (!text.Contains(':') && text.Count('.') != 3)
            return false;
        if (!text.Contains('/') && IPAddress.TryParse(text, out var address))
            prefix = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        else if (!IPNetwork.TryParse(text, out prefix))
            return false;
        // Asked by IPv4 addresses as they are.
        if (prefix.BaseAddress.IsIPv4MappedToIPv6 && prefix.PrefixLength >= 96)
            prefix = new IPNetwork(prefix.BaseAddress.MapToIPv4(), prefix.PrefixLength - 96);
        return true;
    }
}

/// <summary>A line that is left out.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Problem">A sentence.</param>
public readonly record struct BadLine(int Number, string Problem);
