namespace Trace.Core.TransparencyLog;

/// <summary>Where the files of a log are written.</summary>
public interface ITileSink
{
    /// <summary>Writes a file and returns once it is durable. A file of this name, left by a run that ended early, is replaced.</summary>
    ValueTask WriteAsync(TilePath path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);
}
