namespace Trace.Cli.Server;

/// <summary>A file while it is sent: tells how much of it was read, and a file that fails is not mistaken for a connection that does.</summary>
internal sealed class UploadStream(Stream file, string name, Action<long> progress) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return Count(file.Read(buffer, offset, count));
        }
        catch (IOException exception)
        {
            throw InputFile.Unreadable(name, exception);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await file.ReadAsync(buffer, cancellationToken));
        }
        catch (IOException exception)
        {
            throw InputFile.Unreadable(name, exception);
        }
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        progress(read);
        return read;
    }
}
