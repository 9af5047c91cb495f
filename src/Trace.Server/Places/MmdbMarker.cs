namespace Trace.Server.Places;

/// <summary>The mark before the metadata at the end of an MMDB file, which a half-written one lacks.</summary>
/// <remarks>
/// MaxMind DB File Format 2.0, "Database Metadata": in the last 128 KiB. The reader finds it missing only once it has the file in memory, and then never gives
/// that memory back.
/// </remarks>
public static class MmdbMarker
{
    private const int LastBytes = 128 * 1024;

    private static readonly byte[] Mark = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static void Require(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-Math.Min(file.Length, LastBytes), SeekOrigin.End);
        var end = new byte[LastBytes];
        if (end.AsSpan(0, file.ReadAtLeast(end, LastBytes, throwOnEndOfStream: false)).IndexOf(Mark) < 0)
            throw new InvalidOperationException("it is no MMDB file, or not all of one.");
    }
}
