using System.Runtime.InteropServices;

namespace Trace.Cli.Backup;

/// <summary>Makes a rename last: it is on the disk only when the folder is, which .NET cannot say.</summary>
internal static partial class FolderOnDisk
{
    private const int ReadOnly = 0;

    /// <summary>On Windows a rename needs no such thing.</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var file = Open(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(folder) + "\0"), ReadOnly);
        if (file < 0)
            throw new IOException($"The folder {folder} cannot be opened to be made durable.");
        try
        {
            if (Sync(file) != 0)
                throw new IOException($"The folder {folder} cannot be made durable.");
        }
        finally
        {
            _ = Close(file);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
