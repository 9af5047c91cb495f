namespace Trace.Core.Labels;

/// <summary>Takes synchronous writes into memory until they are sent on asynchronously. It tells its position and cannot seek.</summary>
public sealed class GatheringStream : Stream
{
    private readonly ByteBuilder _bytes = new();
    private long _sent;

    public int Gathered => _bytes.Length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _sent + _bytes.Length;
        set => throw new NotSupportedException();
    }

    public async ValueTask SendAsync(Stream output, CancellationToken cancellationToken)
    {
        await output.WriteAsync(_bytes.Written, cancellationToken);
        _sent += _bytes.Length;
        _bytes.Clear();
    }

    public override void Write(byte[] buffer, int offset, int count) => _bytes.Append(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => _bytes.Append(buffer);

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
