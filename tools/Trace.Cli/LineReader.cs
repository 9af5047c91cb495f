using System.Text;

namespace Trace.Cli;

/// <summary>Lines that follow each other, and the number of the first.</summary>
internal sealed record LineChunk(long FirstLine, IReadOnlyList<string> Lines);

/// <summary>Splits endless input into lines in bounded memory: of a line that is too long only the beginning is kept, one character beyond the limit.</summary>
internal sealed class LineReader(TextReader reader, int maxLength)
{
    private readonly char[] _buffer = new char[1 << 15];
    private readonly StringBuilder _line = new();
    private int _position;
    private int _length;

    public IEnumerable<LineChunk> Chunks(int size)
    {
        var lines = new List<string>(size);
        var first = 1L;
        while (Read() is { } line)
        {
            lines.Add(line);
            if (lines.Count < size)
                continue;
            yield return new LineChunk(first, lines);
            first += lines.Count;
            lines = new List<string>(size);
        }

        if (lines.Count > 0)
            yield return new LineChunk(first, lines);
    }

    /// <summary>The next line without its line feed; null at the end.</summary>
    public string? Read()
    {
        _line.Clear();
        var seen = false;
        while (_position < _length || Fill())
        {
            seen = true;
            var rest = _buffer.AsSpan(_position, _length - _position);
            var end = rest.IndexOf('\n');
            var part = end < 0 ? rest : rest[..end];
            // One character beyond the limit says that it was exceeded.
            _line.Append(part[..Math.Min(part.Length, maxLength + 1 - _line.Length)]);
            _position += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
                return _line.ToString();
        }

        return seen ? _line.ToString() : null;
    }

    private bool Fill()
    {
        _position = 0;
        _length = reader.Read(_buffer, 0, _buffer.Length);
        return _length > 0;
    }
}
