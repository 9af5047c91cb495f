using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Trace.Server.Verification;

/// <summary>Reads a body of any length as groups of lines; a line that is too long is passed over up to its end.</summary>
/// <param name="body">The body.</param>
/// <param name="patience">So long a group waits for more lines after its first; null: until it is full.</param>
internal sealed class LineGroups(PipeReader body, TimeSpan? patience) : IDisposable
{
    public const int MaxLines = 500;
    public const int MaxLineBytes = 8 << 10;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    private LineGroup _group = new(firstLine: 1);
    private long _begun;
    private bool _passesOver;
    private bool _isMarkRead;

    /// <summary>The caller disposes the groups.</summary>
    public async IAsyncEnumerable<LineGroup> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var isLast = false; !isLast;)
        {
            var reading = body.ReadAsync(cancellationToken).AsTask();
            if (_group.Count > 0 && !await IsSoonAsync(reading))
                yield return Next();
            var read = await reading;
            var rest = read.Buffer;
            isLast = read.IsCompleted;
            while (Take(ref rest, isLast))
            {
                if (_group.Count == MaxLines)
                    yield return Next();
            }

            body.AdvanceTo(rest.Start, rest.End);
        }

        if (_group.Count > 0)
            yield return Next();
    }

    public void Dispose() => _group.Dispose();

    private async ValueTask<bool> IsSoonAsync(Task reading)
    {
        if (reading.IsCompleted || patience is not { } most)
            return true;
        var left = most - Stopwatch.GetElapsedTime(_begun);
        if (left <= TimeSpan.Zero)
            return false;
        using var enough = new CancellationTokenSource();
        var isFirst = await Task.WhenAny(reading, Task.Delay(left, enough.Token)) == reading;
        await enough.CancelAsync();
        return isFirst;
    }

    /// <summary>Takes the next line, if there is a whole one; after the last the rest is one too.</summary>
    private bool Take(ref ReadOnlySequence<byte> rest, bool isLast)
    {
        if (!_isMarkRead && (rest.Length >= Utf8Mark.Length || isLast))
        {
            _isMarkRead = true;
            if (rest.Length >= Utf8Mark.Length && rest.Slice(0, Utf8Mark.Length).ToArray().AsSpan().SequenceEqual(Utf8Mark))
                rest = rest.Slice(Utf8Mark.Length);
        }

        if (rest.PositionOf((byte)'\n') is { } end)
        {
            Add(rest.Slice(0, end));
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }

        if (isLast && (rest.Length > 0 || _passesOver))
        {
            Add(rest);
            rest = rest.Slice(rest.End);
        }
        else if (rest.Length > MaxLineBytes)
        {
            _passesOver = true;
            rest = rest.Slice(rest.End);
        }

        return false;
    }

    private void Add(in ReadOnlySequence<byte> line)
    {
        if (_group.Count == 0)
            _begun = Stopwatch.GetTimestamp();
        if (_passesOver || line.Length > MaxLineBytes)
            _group.AddTooLong();
        else
            _group.Add(line);
        _passesOver = false;
    }

    private LineGroup Next()
    {
        var group = _group;
        _group = new LineGroup(group.NumberOf(group.Count));
        return group;
    }
}
