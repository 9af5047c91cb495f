using System.Globalization;

namespace Trace.Server.Http;

/// <summary>Reads a body of lines and stops at a line that is too long, so that no body is ever held as one line.</summary>
public sealed class BoundedLinesStream(Stream inner, int maxLineBytes = BoundedLinesStream.DefaultMaxLineBytes) : ForwardStream
{
    public const int DefaultMaxLineBytes = 16 << 10;

    private int _lineBytes;

    /// <exception cref="BadHttpRequestException">A line is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    private void Check(ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes.Split((byte)'\n'))
        {
            if (part.Start.Value > 0)
                _lineBytes = 0;
            _lineBytes += part.End.Value - part.Start.Value;
            if (_lineBytes > maxLineBytes)
                throw new BadHttpRequestException(string.Create(CultureInfo.InvariantCulture, $"A line of the body is longer than {maxLineBytes:N0} bytes."));
        }
    }
}
