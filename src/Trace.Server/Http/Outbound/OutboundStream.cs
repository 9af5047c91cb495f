namespace Trace.Server.Http.Outbound;

/// <summary>The body of an answer, up to a size and until a time.</summary>
internal sealed class OutboundStream(Stream body, OutboundLimits limits, CancellationTokenSource deadline) : ForwardStream
{
    private long _read;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var count = await body.ReadAsync(buffer, either.Token);
            _read += count;
            return _read <= limits.MaxResponseBytes ? count : throw OutboundGuard.TooLarge(limits);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw OutboundGuard.TooSlow(limits);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            deadline.Dispose();
        }

        base.Dispose(disposing);
    }
}
