using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Trace.Server.Tests.Http;

/// <summary>One connection that sends what it is told once: an HTTP client of good manners would try again, and hide that a request was cut.</summary>
internal sealed class KeptConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<KeptConnection> OpenAsync(Uri server)
    {
        var connection = new KeptConnection();
        await connection._client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <exception cref="IOException">The connection ended before the answer did.</exception>
    public async Task<(int Status, string Body, bool IsKept)> PostAsync(string path, string json)
    {
        var stream = _client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"), TestContext.Current.CancellationToken);
        var received = new StringBuilder();
        var buffer = new byte[8192];
        while (!IsWhole(received.ToString()))
        {
            var count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
            if (count == 0)
                throw new IOException($"The request was cut: {received}");
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        }

        var text = received.ToString();
        var (from, to) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), text[from..(to + 1)], !text.Contains("\r\nConnection: close\r\n", StringComparison.OrdinalIgnoreCase));
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Our answers are short: one chunk, or a length.</summary>
    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        const string Length = "\r\nContent-Length: ";
        var at = text.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return at < 0
            ? text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : Encoding.UTF8.GetByteCount(text.AsSpan(end + 4)) >= int.Parse(text.AsSpan(at + Length.Length, text.IndexOf("\r\n", at + 2, StringComparison.Ordinal) - at - Length.Length), CultureInfo.InvariantCulture);
    }
}
