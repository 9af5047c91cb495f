namespace Trace.Core.TransparencyLog;

/// <summary>The published files of a log: a folder, a web address, a database.</summary>
public interface ITileSource
{
    /// <summary>The whole file, or null if there is none.</summary>
    /// <param name="path"><see cref="Checkpoint.Path"/> or a <see cref="TilePath"/>, relative to the log's address.</param>
    ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken);
}
