using System.Diagnostics;
using Xunit;

namespace Trace.Testing;

/// <summary>A disk of a few MiB in memory, to be filled. Only root may mount one; for anybody else the test is skipped.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    private string Filler => System.IO.Path.Combine(Path, "filler");

    public static SmallDisk Create(int mebibytes)
    {
        var disk = new SmallDisk();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m,mode=0777", "trace-test", disk.Path) == 0)
            return disk;
        disk._folder.Dispose();
        Assert.Skip("needs the right to mount a tmpfs");
        return disk;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        foreach (var size in new[] { 65536, 4096 })
        {
            try
            {
                while (true)
                    filler.Write(new byte[size]);
            }
            catch (IOException)
            {
                // Full, but perhaps for a smaller piece.
            }
        }
    }

    public void Empty() => File.Delete(Filler);

    public void Dispose()
    {
        // Also while a process that is ending has files open.
        Run("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
