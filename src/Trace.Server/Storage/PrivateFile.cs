namespace Trace.Server.Storage;

/// <summary>Files only their owner may read (mode 0600), on disk before the call returns.</summary>
public static class PrivateFile
{
    /// <summary>An empty file, unless there is one.</summary>
    public static void Create(string path)
    {
        if (!File.Exists(path))
            Open(path, FileMode.OpenOrCreate).Dispose();
    }

    public static void Write(string path, string text)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var stream = Open(temporary, FileMode.CreateNew))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>A new file that is gone when it is closed, and when the process is killed where the system can do that.</summary>
    public static FileStream CreateTemporary(string folder)
    {
        var file = Open(Path.Combine(folder, $"{PublicId.Format(PublicId.Create())}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileOptions.DeleteOnClose);
        // Its name goes at once; what is in it goes with the last who has it open.
        if (!OperatingSystem.IsWindows())
            File.Delete(file.Name);
        return file;
    }

    /// <summary>A new file; an error if there is one.</summary>
    public static FileStream CreateOnce(string path) => Open(path, FileMode.CreateNew);

    /// <summary>A file that only one process at a time can open so.</summary>
    public static FileStream OpenAlone(string path) => Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share: FileShare.None);

    /// <summary>Whether another process has the file open alone, and it is not the disk or the folder that fails.</summary>
    public static bool IsInUse(IOException exception)
    {
        // ERROR_SHARING_VIOLATION; elsewhere .NET locks with flock and passes its EWOULDBLOCK on.
        const int SharingViolation = unchecked((int)0x80070020);
        return exception.HResult == (OperatingSystem.IsWindows() ? SharingViolation : OperatingSystem.IsMacOS() ? 35 : 11);
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.Write, FileOptions fileOptions = FileOptions.None, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Options = fileOptions, Share = share, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
