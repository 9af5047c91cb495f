using System.Buffers;

namespace Trace.Cli.Codes;

/// <summary>Bytes of a file that begin and end with a line.</summary>
internal sealed record LineBlock(byte[] Buffer, int Length, long FirstLine) : IDisposable
{
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    public void Dispose() => ArrayPool<byte>.Shared.Return(Buffer);
}

/// <summary>Cuts a file into blocks at line ends, so that several cores can work on them. Every byte is shown to <c>seen</c> in order.</summary>
internal sealed class LineBlocks(Stream file, LineBlocks.Seen seen)
{
    private const int BlockSize = 128 << 10;

    public delegate void Seen(ReadOnlySpan<byte> block);

    public IEnumerable<LineBlock> Read()
    {
        var line = 1L;
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        var length = 0;
        while (true)
        {
            var read = file.Read(buffer, length, buffer.Length - length);
            seen(buffer.AsSpan(length, read));
            length += read;
            if (read == 0)
                break;
            var end = buffer.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            // A line longer than a block is no line of ours: it is cut, and what looks at it refuses it.
            if (end == 0 && length == buffer.Length)
                end = length;
            if (end == 0)
                continue;
            var next = ArrayPool<byte>.Shared.Rent(BlockSize);
            buffer.AsSpan(end, length - end).CopyTo(next);
            var lines = buffer.AsSpan(0, end).Count((byte)'\n');
            yield return new LineBlock(buffer, end, line);
            line += lines;
            buffer = next;
            length -= end;
        }

        yield return new LineBlock(buffer, length, line);
    }
}
