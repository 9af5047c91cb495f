using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Trace.Server.Files;

/// <summary>Lines and lengths of a stream, through one buffer.</summary>
internal sealed class WarcReader(Stream stream)
{
    private readonly byte[] _buffer = new byte[64 << 10];
    private int _start;
    private int _end;

    /// <summary>Nothing is left.</summary>
    public bool IsAtEnd => _start == _end && !Fill();

    public bool IsAtWarc()
    {
        while (_end - _start < 5 && Fill())
        {
        }

        return _buffer.AsSpan(_start, _end - _start).StartsWith("WARC/"u8);
    }

    /// <summary>Without its CR LF. False at the end, and for what is longer than the buffer or ends otherwise.</summary>
    public bool TryReadLine([NotNullWhen(true)] out string? line)
    {
        line = null;
        int end;
        while ((end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            if (!Fill())
                return false;
        }

        if (end == 0 || _buffer[_start + end - 1] != '\r')
            return false;
        line = Encoding.UTF8.GetString(_buffer, _start, end - 1);
        _start += end + 1;
        return true;
    }

    /// <summary>False when there are not so many bytes.</summary>
    public bool Skip(long count)
    {
        while (count > _end - _start)
        {
            count -= _end - _start;
            (_start, _end) = (0, 0);
            if (!Fill())
                return false;
        }

        _start += (int)count;
        return true;
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var read = _end == _buffer.Length ? 0 : stream.Read(_buffer.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
