using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Trace.Server.Tests;

/// <summary>A body whose second half is sent when the test says so.</summary>
public sealed class SlowContent : HttpContent
{
    private readonly byte[] _first;
    private readonly byte[] _second;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SlowContent(string first, string second, string mediaType)
    {
        _first = Encoding.UTF8.GetBytes(first);
        _second = Encoding.UTF8.GetBytes(second);
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>The first half is on its way.</summary>
    public Task Begun => _begun.Task;

    public void GoOn() => _goOn.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(_first);
        await stream.FlushAsync();
        _begun.SetResult();
        await _goOn.Task;
        await stream.WriteAsync(_second);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
