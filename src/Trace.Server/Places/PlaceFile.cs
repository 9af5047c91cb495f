namespace Trace.Server.Places;

/// <summary>A file of the operator's and what was read of it. A changed one is read again; one that cannot be used changes nothing.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
/// <param name="path">Where it is.</param>
/// <param name="read">Reads it.</param>
public sealed class PlaceFile<T>(string path, Func<string, T> read)
    where T : class
{
    private (DateTime SavedAt, long Length)? _seen;
    private (DateTime SavedAt, long Length)? _taken;

    public string Path => path;

    /// <exception cref="InvalidOperationException">It cannot be used.</exception>
    public T Read()
    {
        _seen = _taken = State();
        if (_taken == null)
            throw new InvalidOperationException(File.Exists(path) ? "it cannot be read." : "it does not exist.");
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }

    /// <summary>What it has become; null if it is as it was, or is being written: it is read when two looks find it the same.</summary>
    /// <exception cref="InvalidOperationException">It has become something that cannot be used, or is gone. Thrown once a change.</exception>
    public T? ReadIfChanged()
    {
        var state = State();
        var isSettled = state == _seen;
        _seen = state;
        return isSettled && state != _taken ? Read() : null;
    }

    /// <summary>Of the file that would be read, behind however many links; null if there is none that can be.</summary>
    private (DateTime SavedAt, long Length)? State()
    {
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return (File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
