namespace Trace.Cli;

/// <summary>A file that has its name only when it is whole: written beside it as <c>.part</c>, flushed to the disk, then renamed.</summary>
/// <remarks>Whatever goes wrong before, the part is removed and a file that had the name stays as it was.</remarks>
internal sealed class PartFile : IDisposable
{
    private readonly string _path;
    private readonly string _partPath;
    private readonly FileStream _stream;
    private bool _whole;
    private bool _done;

    public PartFile(string path)
    {
        _path = path;
        _partPath = path + ".part";
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
            throw CliException.Usage($"There is no folder {folder}.");
        if (Directory.Exists(path))
            throw CliException.Usage($"{path} is a folder; name a file.");
        _stream = new FileStream(_partPath, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.SequentialScan);
    }

    public Stream Stream => _stream;

    /// <summary>Everything is written: make it last. After this only <see cref="Publish"/> is left.</summary>
    public void Finish()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        _whole = true;
    }

    public void Publish()
    {
        if (!_whole)
            throw new InvalidOperationException("Only a finished file is published.");
        File.Move(_partPath, _path, overwrite: true);
        _done = true;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_done)
            File.Delete(_partPath);
    }
}
