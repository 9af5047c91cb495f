using Trace.Server.Storage;

namespace Trace.Cli.Backup;

/// <summary>The data folder of a server that is stopped, and stays so until this is disposed.</summary>
internal static class DataFolderLock
{
    /// <summary>Null if a server works on the folder.</summary>
    public static SqliteDatabase? TryTake(string folder)
    {
        var database = new SqliteDatabase(Path.Combine(folder, Database.FileName));
        try
        {
            database.TakeAlone();
            return database;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static SqliteDatabase Take(string folder) => TryTake(folder)
        ?? throw new CliException(ExitCode.Refused, "server_running", $"A server works on {folder}. Stop it first.");
}
