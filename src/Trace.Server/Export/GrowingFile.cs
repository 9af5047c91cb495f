namespace Trace.Server.Export;

/// <summary>Sends a file that is still written.</summary>
internal static class GrowingFile
{
    private const int BufferBytes = 64 << 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Until the writing has ended, well or badly. Nothing is sent before something is written, so that what fails at once is still answered as that.</summary>
    public static async Task SendAsync(FileStream file, Task writing, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (var sent = 0L; ;)
        {
            // Asked first: what is written after the answer is read the next time.
            var ended = writing.IsCompleted;
            var read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, sent, cancellationToken);
            if (read > 0)
            {
                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                sent += read;
            }
            else if (ended)
            {
                return;
            }
            else
            {
                await Task.WhenAny(writing, Task.Delay(Pause, cancellationToken));
            }
        }
    }
}
