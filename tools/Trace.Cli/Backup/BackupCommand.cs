using System.CommandLine;
using Microsoft.Data.Sqlite;
using Trace.Server.Storage;

namespace Trace.Cli.Backup;

/// <summary><c>trace backup</c>: the database of a data folder, never its master key nor an API key.</summary>
internal static class BackupCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var data = new Option<string>("--data") { Description = "The server's data folder", HelpName = "FOLDER", Required = true };
        var path = new Option<string>("--out") { Description = "File to write", HelpName = "FILE", Required = true };
        var command = new Command("backup", "Copy the SQLite database of a data folder, also while the server runs; the master key is not in it") { data, path };
        command.Runs(globals, run => Task.FromResult(Backup(run, run.Get(data)!, run.Get(path)!)));
        return command;
    }

    private static int Backup(Run run, string folder, string path)
    {
        var source = Path.Combine(folder, Database.FileName);
        if (!Directory.Exists(folder))
            throw CliException.Usage($"There is no folder {folder}.");
        if (!File.Exists(source))
            throw new CliException(ExitCode.Usage, "no_database", $"{folder} has no {Database.FileName}. If the server uses PostgreSQL, back it up with pg_dump.");
        if (Path.GetFullPath(path) == Path.GetFullPath(source))
            throw CliException.Usage("--out is the database itself; name another file.");
        BackupContent made;
        using (var file = new PartFile(path, Readers.Owner))
        {
            made = Copy(source, file.PartPath);
            file.Finish();
            file.Publish();
        }

        if (run.Output.IsJson)
        {
            run.Output.Json(new BackupMade(path, made.Schema, made.SizeBytes, "ok", made.LastScan, made.LastScanAt), CliJson.Compact.BackupMade);
        }
        else
        {
            run.Output.Line($"Database copied to {path}.");
            run.Output.Facts(made.Facts);
        }

        run.Output.Note("The master key is not in it: keep a copy of that in another place. Without it the copy opens nothing.");
        return ExitCode.Ok;
    }

    private static BackupContent Copy(string source, string part)
    {
        try
        {
            SqliteBackup.Copy(source, part);
            return BackupContent.Read(part);
        }
        catch (SqliteException exception)
        {
            throw new CliException(ExitCode.Failed, "backup_failed", $"{source} cannot be copied: {exception.Message}");
        }
    }
}

internal sealed record BackupMade(string File, long Schema, long SizeBytes, string Integrity, string? LastScan, DateTimeOffset? LastScanAt);
