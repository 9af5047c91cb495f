using System.Buffers.Text;
using System.Text;

namespace Trace.Bench;

/// <summary>Checks as bytes: everything is ready but the code and the device, which are copied in.</summary>
/// <remarks>All codes are equally long, so the length of a body is known beforehand.</remarks>
internal sealed class CheckRequests
{
    private const int DeviceDigits = 10;
    private readonly byte[] _codes;
    private readonly int _codeLength;

    public CheckRequests(IReadOnlyList<byte[]> codes)
    {
        _codeLength = codes[0].Length;
        Count = codes.Count;
        _codes = new byte[(long)Count * _codeLength];
        for (var i = 0; i < Count; i++)
        {
            if (codes[i].Length != _codeLength)
                throw new ArgumentException("Codes of one batch are equally long.", nameof(codes));
            codes[i].CopyTo(_codes, i * _codeLength);
        }
    }

    public int Count { get; }

    public string Code(int index) => Encoding.ASCII.GetString(Bytes(index));

    /// <summary>A request to a path: POST with a code and a device.</summary>
    public RequestWriter To(string path)
    {
        var bodyLength = BodyStart.Length + _codeLength + BodyMiddle.Length + DeviceDigits + BodyEnd.Length;
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {bodyLength}\r\n\r\n");
        return (code, device, destination) =>
        {
            var rest = destination;
            Append(head, ref rest);
            Append(BodyStart, ref rest);
            Append(Bytes(code), ref rest);
            Append(BodyMiddle, ref rest);
            Utf8Formatter.TryFormat(device, rest, out var written, new System.Buffers.StandardFormat('D', DeviceDigits));
            rest = rest[written..];
            Append(BodyEnd, ref rest);
            return destination.Length - rest.Length;
        };
    }

    private static ReadOnlySpan<byte> BodyStart => "{\"code\":\""u8;

    private static ReadOnlySpan<byte> BodyMiddle => "\",\"device\":\"bench-phone-"u8;

    private static ReadOnlySpan<byte> BodyEnd => "\"}"u8;

    private ReadOnlySpan<byte> Bytes(int index) => _codes.AsSpan(index * _codeLength, _codeLength);

    private static void Append(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}

/// <summary>Writes the request for a code and a device, and returns its length.</summary>
internal delegate int RequestWriter(int code, long device, Span<byte> destination);
