namespace Trace.Core.TransparencyLog;

/// <summary>What is wrong with a file of a log.</summary>
public enum LogFaultKind
{
    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file is not what its name says: its length, its entries, its lines, a signature.</summary>
    Malformed,

    /// <summary>An entry or a hash is not what the signed root commits to.</summary>
    Altered,

    /// <summary>The signed root is not that of the entries and tiles, which agree with each other.</summary>
    WrongRoot,

    /// <summary>The log has fewer entries than it had.</summary>
    RolledBack,

    /// <summary>The log has other entries than it had.</summary>
    Rewritten,
}

/// <summary>The first thing that is wrong with a log.</summary>
/// <param name="File">Which file, relative to the log's address.</param>
/// <param name="Index">Which entry or hash, counted among all of its level; null if it is the file as a whole.</param>
/// <param name="Problem">A sentence.</param>
public sealed record LogFault(LogFaultKind Kind, string File, long? Index, string Problem)
{
    internal static LogFault Of(TilePath path, string problem) =>
        new(problem == TileFile.Missing ? LogFaultKind.Missing : LogFaultKind.Malformed, path.ToString(), null, problem);
}

/// <summary>What an audit found: a checkpoint to keep for the next one, or a fault.</summary>
/// <param name="Checkpoint">The one that was audited; null if none could be read.</param>
public sealed record LogAuditResult(Checkpoint? Checkpoint, LogFault? Fault);
