using Microsoft.Win32.SafeHandles;

namespace Trace.Cli.Terminal;

/// <summary>The reader of our output went away, as <c>head</c> does.</summary>
internal sealed class OutputClosedException(Exception inner) : Exception(inner.Message, inner);

/// <summary>Standard output as bytes.</summary>
internal static class StandardOutput
{
    /// <summary>
    /// The framework's own stream hides that a pipe was closed, and a download would go on for nobody. A file handle tells; but on a
    /// regular file it would keep a position of its own beside the one it shares with other programs, so only pipes get one.
    /// </summary>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows() || !Console.IsOutputRedirected)
            return Console.OpenStandardOutput();
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!stream.CanSeek)
            return new PipeStream(stream);
        stream.Dispose();
        return Console.OpenStandardOutput();
    }

    private sealed class PipeStream(FileStream pipe) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                pipe.Write(buffer);
            }
            catch (IOException exception)
            {
                throw new OutputClosedException(exception);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
            // Nothing is held back.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                pipe.Dispose();
            base.Dispose(disposing);
        }
    }
}
