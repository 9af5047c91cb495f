using System.Text;

namespace Trace.Cli;

/// <summary>Files a person named: one that cannot be read is wrong usage, said in a sentence.</summary>
internal static class InputFile
{
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, exception);
        }
    }

    public static CliException Unreadable(string name, Exception why) =>
        new(ExitCode.Usage, "unreadable_file", why is FileNotFoundException or DirectoryNotFoundException ? $"There is no file {name}." : $"Cannot read {name}: {why.Message}");

    public static byte[] ReadBytes(string path, int maxBytes)
    {
        using var file = Open(path);
        return ReadBytes(file, maxBytes, path);
    }

    /// <summary>Everything a stream holds, unless that is more than it should be.</summary>
    public static byte[] ReadBytes(Stream stream, int maxBytes, string name)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 16];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (bytes.Length + read > maxBytes)
                throw new CliException(ExitCode.Usage, "unreadable_file", $"{name} is larger than the {maxBytes:N0} bytes this may have.");
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    public static string ReadText(string path, int maxBytes) => Encoding.UTF8.GetString(ReadBytes(path, maxBytes));
}
