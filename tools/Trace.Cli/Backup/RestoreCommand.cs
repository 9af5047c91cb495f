using System.CommandLine;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Trace.Server.Storage;

namespace Trace.Cli.Backup;

/// <summary><c>trace restore</c>: a backup becomes the database of a data folder, whole or not at all.</summary>
/// <remarks>
/// The copy is checked and on the disk before it gets its name. A database that was there keeps its content under a dated name; one call of the
/// file system puts the new one in its place, so there is a whole database at every moment.
/// </remarks>
internal static class RestoreCommand
{
    private static readonly string[] LogFiles = ["-wal", "-shm"];

    public static Command Create(GlobalOptions globals)
    {
        var backup = new Option<string>("--backup") { Description = "What `trace backup` wrote", HelpName = "FILE", Required = true };
        var data = new Option<string>("--data") { Description = "The server's data folder; made if there is none", HelpName = "FOLDER", Required = true };
        var replace = new Option<bool>("--replace") { Description = "Where the folder has a database: keep it beside the new one under a dated name" };
        var command = new Command("restore", "Make a backup the SQLite database of a data folder, while no server runs on it") { backup, data, replace };
        command.Runs(globals, async run => await RestoreAsync(run, run.Get(backup)!, run.Get(data)!, run.Get(replace)));
        return command;
    }

    private static async Task<int> RestoreAsync(Run run, string backup, string folder, bool replaces)
    {
        await using (InputFile.Open(backup))
        {
        }

        var target = Path.Combine(folder, Database.FileName);
        if (Path.GetFullPath(backup) == Path.GetFullPath(target))
            throw CliException.Usage("--backup is the database of --data itself.");
        CreateFolder(folder);
        await using var alone = DataFolderLock.Take(folder);
        if (File.Exists(target) && !replaces)
            throw new CliException(ExitCode.Usage, "database_exists", $"{folder} has a database. --replace keeps it under another name and puts the backup in its place.");

        BackupContent content;
        string? aside;
        using (var file = new PartFile(target, Readers.Owner))
        {
            content = Check(backup, file);
            file.Finish();
            aside = PutAside(target);
            // A database must not come back beside a log that is not its own.
            FolderOnDisk.Flush(folder);
            file.Publish(aside);
        }

        FolderOnDisk.Flush(folder);
        Report(run, new Restored(target, content.Schema, content.SizeBytes, content.LastScan, content.LastScanAt, aside), content, folder);
        return ExitCode.Ok;
    }

    private static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Copies the backup as a database, and checks the copy.</summary>
    private static BackupContent Check(string backup, PartFile file)
    {
        BackupContent content;
        try
        {
            SqliteBackup.Copy(backup, file.PartPath);
            content = BackupContent.Read(file.PartPath);
        }
        catch (SqliteException exception)
        {
            throw new CliException(ExitCode.Usage, "not_a_backup", $"{backup} is not a backup of Trace: {exception.Message}");
        }

        var newest = Migrator.Scripts(Dialect.Sqlite)[^1].Number;
        return content.Schema <= newest
            ? content
            : throw new CliException(ExitCode.Usage, "newer_schema", $"{backup} has schema {content.Schema}, this version knows {newest}. Use the version that wrote it, or a newer one.");
    }

    /// <summary>Readies the database that is there to get another name, and its log, if it cannot be folded in: beside another database it would be taken for that one's.</summary>
    /// <returns>The other name; null if there is no database.</returns>
    private static string? PutAside(string target)
    {
        var aside = $"{target}.replaced-{TimeProvider.System.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        if (LogFiles.Prepend("").Any(end => File.Exists(aside + end)))
            throw new CliException(ExitCode.Failed, "io_failed", $"{aside} is there already; try again in a second.");
        if (!File.Exists(target))
        {
            // Of a database that was lost: the log may hold its last scans.
            MoveLogs(target, aside);
            return null;
        }

        try
        {
            // Of a file that cannot be read SQLite would throw the log away.
            SqliteBackup.SchemaOf(target);
            SqliteBackup.FoldLog(target);
        }
        catch (SqliteException)
        {
            // Damaged, which may be why it is replaced: its log is kept beside it as it is.
            MoveLogs(target, aside);
            return aside;
        }

        foreach (var log in LogFiles)
            File.Delete(target + log);
        return aside;
    }

    private static void MoveLogs(string database, string aside)
    {
        foreach (var log in LogFiles.Where(log => File.Exists(database + log)))
            File.Move(database + log, aside + log);
    }

    private static void Report(Run run, Restored restored, BackupContent content, string folder)
    {
        if (run.Output.IsJson)
        {
            run.Output.Json(restored, CliJson.Compact.Restored);
        }
        else
        {
            run.Output.Line($"Database restored to {restored.File}.");
            run.Output.Facts([.. content.Facts, ("Replaced", restored.Replaced)]);
        }

        run.Output.Note(content.LastScanAt is { } last
            ? $"The backup ends with a scan {Age(TimeProvider.System.GetUtcNow() - last)} ago; what came later is not in it."
            : "The backup holds no scan.");
        if (!File.Exists(Path.Combine(folder, "master.key")))
            run.Output.Note($"{folder} has no master.key: put the one of the backed-up server there, or set TRACE_MASTER_KEY, before the server starts.");
        run.Output.Note("Batches issued since the backup: re-create them from their manifests before new ones are ordered (trace batch recreate --manifest FILE).");
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => Words.Count((long)age.TotalDays, "day"),
        { TotalHours: >= 2 } => Words.Count((long)age.TotalHours, "hour"),
        _ => Words.Count(Math.Max(0, (long)age.TotalMinutes), "minute"),
    };
}

/// <param name="Replaced">What the database is called now that was there before; null if there was none.</param>
internal sealed record Restored(string File, long Schema, long SizeBytes, string? LastScan, DateTimeOffset? LastScanAt, string? Replaced);
