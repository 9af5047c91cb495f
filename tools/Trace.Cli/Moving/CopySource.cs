using Trace.Cli.Backup;
using Trace.Server.Storage;

namespace Trace.Cli.Moving;

/// <summary>Where a copy comes from: the database of a data folder, or a backup.</summary>
/// <param name="Path">The database.</param>
/// <param name="Alone">Keeps a server away from the folder; null for a backup, and where a server runs.</param>
/// <param name="IsServed">A server works on it, and changes it meanwhile.</param>
internal sealed record CopySource(string Path, SqliteDatabase? Alone, bool IsServed) : IAsyncDisposable
{
    public static CopySource Open(string from)
    {
        if (!Directory.Exists(from) && System.IO.Path.GetFileName(from) == Database.FileName)
            from = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(from))!;
        if (!Directory.Exists(from))
            return File.Exists(from) ? new CopySource(from, Alone: null, IsServed: false) : throw CliException.Usage($"There is no folder or file {from}.");
        var path = System.IO.Path.Combine(from, Database.FileName);
        if (!File.Exists(path))
            throw new CliException(ExitCode.Usage, "no_database", $"{from} has no {Database.FileName}.");
        var alone = DataFolderLock.TryTake(from);
        return new CopySource(path, alone, IsServed: alone == null);
    }

    public ValueTask DisposeAsync() => Alone?.DisposeAsync() ?? default;
}
