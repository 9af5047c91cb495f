using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Trace.Bench;

/// <summary>One HTTP/1.1 connection that is kept alive. It blocks: a thread each costs less than anything asynchronous for 64 of them.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _answer = new byte[16 << 10];

    public LoadConnection(Uri address)
    {
        _socket.Connect(address.Host, address.Port);
    }

    /// <summary>Where a request is written before <see cref="Exchange"/>.</summary>
    public byte[] Request { get; } = new byte[4 << 10];

    /// <summary>Sends the first bytes of <see cref="Request"/> and takes the whole answer; throws unless it is a 200 that holds the text.</summary>
    public void Exchange(int length, ReadOnlySpan<byte> expected)
    {
        for (var sent = 0; sent < length;)
            sent += _socket.Send(Request.AsSpan(sent, length - sent));
        var received = 0;
        do
        {
            var read = received < _answer.Length ? _socket.Receive(_answer.AsSpan(received)) : 0;
            if (read == 0)
                throw new IOException($"The answer broke off after: {Text(received)}");
            received += read;
        }
        while (!IsWhole(_answer.AsSpan(0, received)));

        var answer = _answer.AsSpan(0, received);
        if (!answer.StartsWith("HTTP/1.1 200 "u8) || answer.IndexOf(expected) < 0)
            throw new IOException($"Not the answer that was expected: {Text(received)}");
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>One request is under way at a time, so an answer that ends where a body ends is whole.</summary>
    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var lengthAt = answer[..head].IndexOf("\r\nContent-Length: "u8);
        if (lengthAt < 0)
            return answer.EndsWith("\r\n0\r\n\r\n"u8);
        var digits = answer[(lengthAt + "\r\nContent-Length: ".Length)..];
        var bodyLength = int.Parse(digits[..digits.IndexOf((byte)'\r')], NumberStyles.None, CultureInfo.InvariantCulture);
        return answer.Length >= head + 4 + bodyLength;
    }

    private string Text(int length) => Encoding.UTF8.GetString(_answer, 0, length);
}
