namespace Trace.Cli;

/// <summary>Who may read a file.</summary>
internal enum Readers
{
    /// <summary>As the machine is set up (umask).</summary>
    Everyone,

    /// <summary>Mode 0600: what it holds can be printed on a product.</summary>
    Owner,
}

/// <summary>A file that has its name only when it is whole: written beside it as <c>.part</c>, flushed to the disk, then renamed.</summary>
/// <remarks>Whatever goes wrong before, the part is removed and a file that had the name stays as it was.</remarks>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly string _partPath;
    private readonly FileStream _stream;
    private bool _whole;
    private bool _done;

    public PartFile(string path, Readers readers)
    {
        _path = path;
        _partPath = path + ".part";
        var fullPath = Path.GetFullPath(path);
        if (Path.GetDirectoryName(fullPath) is { } folder && !Directory.Exists(folder))
            throw CliException.Usage($"There is no folder {folder}.");
        if (Directory.Exists(path))
            throw CliException.Usage($"{path} is a folder; name a file.");
        // A rename would replace the device itself.
        if (fullPath.StartsWith("/dev/", StringComparison.Ordinal) || fullPath.StartsWith("/proc/", StringComparison.Ordinal))
            throw CliException.Usage($"{path} is not a file; - is standard output.");
        RemoveLeftover(_partPath);
        _stream = Create(_partPath, readers);
    }

    public Stream Stream => _stream;

    /// <summary>For what writes the file by its name. It is there, empty, with its mode.</summary>
    public string PartPath => _partPath;

    /// <summary>Everything is written: make it last. After this only <see cref="Publish"/> is left.</summary>
    public void Finish()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        _whole = true;
    }

    /// <param name="aside">What a file that has the name is called from now on; null if it is not kept.</param>
    public void Publish(string? aside = null)
    {
        if (!_whole)
            throw new InvalidOperationException("Only a finished file is published.");
        if (aside == null)
            File.Move(_partPath, _path, overwrite: true);
        else
            File.Replace(_partPath, _path, aside);
        _done = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_done)
            File.Delete(_partPath);
    }

    /// <summary>Always a new file: a part that lies there may be readable by others, or a link to somewhere else.</summary>
    private static FileStream Create(string partPath, Readers readers)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (readers == Readers.Owner && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(partPath, options);
    }

    /// <summary>Of a run that was killed. A part that another run is writing is locked, and this fails.</summary>
    private static void RemoveLeftover(string partPath)
    {
        if (!File.Exists(partPath))
            return;
        using var leftover = new FileStream(partPath, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }
}
