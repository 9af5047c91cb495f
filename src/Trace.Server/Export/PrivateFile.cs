namespace Trace.Server.Export;

/// <summary>A file of the system's temporary folder that only this process may read, gone when it is closed.</summary>
internal static class PrivateFile
{
    private const int BufferBytes = 64 << 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static FileStream Create()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), $"trace-{Path.GetRandomFileName()}"), options);
    }

    /// <summary>Sends what is in the file while it is still written, until the writing has ended, well or badly.</summary>
    public static async Task FollowAsync(FileStream file, Task writing, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (var sent = 0L; ;)
        {
            // Asked first: what is written after the answer is read the next time.
            var ended = writing.IsCompleted;
            var read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, sent, cancellationToken);
            if (read == 0 && ended)
                return;
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            sent += read;
            if (read == 0)
                await Task.WhenAny(writing, Task.Delay(Pause, cancellationToken));
        }
    }
}
