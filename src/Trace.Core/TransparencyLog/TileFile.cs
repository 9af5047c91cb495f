namespace Trace.Core.TransparencyLog;

/// <summary>Fetching one file of a log.</summary>
internal static class TileFile
{
    public const string Missing = "The file is missing.";

    /// <summary>The bytes, or null and what is wrong with the file.</summary>
    /// <remarks>
    /// A partial file may be gone once the full one is there (tlog-tiles, "Partial Tiles"); the full one then begins with the same bytes.
    /// A bundle is cut to its first <see cref="TilePath.Width"/> entries here, a tile to as many hashes.
    /// </remarks>
    public static async ValueTask<(ReadOnlyMemory<byte>? Bytes, TilePath Path, string? Problem)> ReadAsync(
        ITileSource source, TilePath path, CancellationToken cancellationToken)
    {
        var found = path;
        var bytes = await source.ReadAsync(path.ToString(), cancellationToken);
        if (bytes is null && !path.IsFull)
        {
            found = path.Full;
            bytes = await source.ReadAsync(found.ToString(), cancellationToken);
        }

        if (bytes is not { } content)
            return (null, path, Missing);
        var expected = path.IsEntries ? EntriesLength(content.Span, found.Width) : found.Width * MerkleHash.SizeBytes;
        if (content.Length != expected)
            return (null, found, path.IsEntries ? $"The file is not {found.Width} entries." : $"The file has {content.Length} bytes instead of {expected}.");
        return (content[..(path.IsEntries ? EntriesLength(content.Span, path.Width) : path.Width * MerkleHash.SizeBytes)], found, null);
    }

    /// <summary>How long the first entries are; -1 if there are fewer.</summary>
    private static int EntriesLength(ReadOnlySpan<byte> bytes, int count)
    {
        var bundle = new EntryBundle(bytes);
        var length = 0;
        for (; count > 0; count--)
        {
            if (!bundle.TryNext(out var entry))
                return -1;
            length += 2 + entry.Length;
        }

        return length;
    }
}
