using Trace.Server.Http;

namespace Trace.Server.Dossiers;

/// <summary>A stream that is opened when it is first read: for whoever takes an open stream and for what is opened by waiting.</summary>
internal sealed class LaterStream(Func<CancellationToken, Task<Stream>> open) : ForwardStream
{
    private Stream? _stream;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await (_stream ??= await open(cancellationToken)).ReadAsync(buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _stream?.Dispose();
        base.Dispose(disposing);
    }
}
