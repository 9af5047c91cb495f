using System.Buffers;

namespace Trace.Server.Verification;

/// <summary>Lines of a body as they stand there, with the numbers they have in it.</summary>
internal sealed class LineGroup(long firstLine) : IDisposable
{
    private const int UsualBytes = 1 << 16;

    private readonly List<(int Start, int Length)> _lines = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(UsualBytes);
    private int _length;

    public int Count => _lines.Count;

    public long NumberOf(int line) => firstLine + line;

    /// <summary>Null for one that is too long.</summary>
    public ReadOnlyMemory<byte>? this[int line] =>
        _lines[line] is (var start, >= 0 and var length) ? _bytes.AsMemory(start, length) : default(ReadOnlyMemory<byte>?);

    public void Add(in ReadOnlySequence<byte> line)
    {
        var length = (int)line.Length;
        if (_length + length > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(2 * (_length + length));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        line.CopyTo(_bytes.AsSpan(_length));
        _lines.Add((_length, length));
        _length += length;
    }

    public void AddTooLong() => _lines.Add((0, -1));

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }
}
