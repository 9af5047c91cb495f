using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Trace.Server.Tests.Verification;

/// <summary>Requests no client of good manners sends, byte by byte over a socket.</summary>
internal static class RawHttp
{
    /// <summary>Sends and reads to the end, so the request should ask to close. Status 0: closed without an answer.</summary>
    public static Task<(int Status, string Body)> SendAsync(string address, string request) => SendAsync(address, Encoding.Latin1.GetBytes(request));

    public static async Task<(int Status, string Body)> SendAsync(string address, ReadOnlyMemory<byte> request)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var uri = new Uri(address);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port, cancellation);
        var stream = client.GetStream();
        using var received = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, cancellation);
            await stream.CopyToAsync(received, cancellation);
        }
        catch (IOException)
        {
            // Who sends too much finds the connection reset, at times before the answer was read.
        }

        var text = Encoding.UTF8.GetString(received.ToArray());
        if (!text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            return (0, text);
        var body = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture), Content(text[..body], text[(body + 4)..]));
    }

    /// <summary>Chunks are joined; our bodies are short, and ASCII where that matters.</summary>
    private static string Content(string head, string body)
    {
        if (!head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
            return body;
        var content = new StringBuilder();
        while (body.IndexOf("\r\n", StringComparison.Ordinal) is var end and > 0)
        {
            var size = int.Parse(body.AsSpan(0, end), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            content.Append(body.AsSpan(end + 2, Math.Min(size, body.Length - end - 2)));
            body = size == 0 ? "" : body[Math.Min(body.Length, end + 2 + size + 2)..];
        }

        return content.ToString();
    }
}
