using System.CommandLine;
using Microsoft.Data.Sqlite;
using Npgsql;
using Trace.Cli.Backup;
using Trace.Server.Storage;

namespace Trace.Cli.Moving;

/// <summary><c>trace migrate</c>: brings a database to this version's schema without a server, so that a deployment can do it before its servers.</summary>
internal static class MigrateCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var data = new Option<string?>("--data") { Description = "A server's data folder with a SQLite database", HelpName = "FOLDER" };
        var address = new Option<string?>("--database") { Description = DatabaseAddress.Description, HelpName = "FILE-OR-CONNECTION" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done" };
        var command = new Command("migrate", "Bring a database to this version's schema, without a server") { data, address, dryRun };
        command.Runs(globals, async run =>
        {
            try
            {
                await using var database = Open(run, run.Get(data), run.Get(address));
                return await MigrateAsync(run, database, run.Get(dryRun));
            }
            catch (NpgsqlException exception)
            {
                throw DatabaseAddress.Fault(exception);
            }
            catch (SqliteException exception)
            {
                throw new CliException(ExitCode.Failed, "database_failed", $"SQLite: {exception.Message}");
            }
        });
        return command;
    }

    private static Database Open(Run run, string? folder, string? address)
    {
        if (folder != null && address != null)
            throw CliException.Usage("--data names a SQLite database, --database one of PostgreSQL: say one.");
        if (folder == null)
        {
            return DatabaseAddress.Find(run, address) is { } postgres
                ? new PostgresDatabase(postgres.ToString())
                : throw CliException.Usage($"Say which database: --data FOLDER, --database FILE, or {DatabaseAddress.Variable}.");
        }

        return File.Exists(Path.Combine(folder, Database.FileName))
            ? DataFolderLock.Take(folder)
            : throw new CliException(ExitCode.Usage, "no_database", $"{folder} has no {Database.FileName}.");
    }

    private static async Task<int> MigrateAsync(Run run, Database database, bool dryRun)
    {
        try
        {
            await UnfinishedCopy.RefuseAsync(database);
            var scripts = Migrator.Scripts(database.Dialect);
            var from = await Migrator.FindSchemaAsync(database, run.Cancellation);
            Migrator.RefuseNewerSchema(from, scripts[^1].Number);
            var ran = new List<string>();
            if (dryRun)
                ran.AddRange(scripts.Where(script => script.Number > from).Select(script => script.Name));
            else
                await Migrator.MigrateAsync(database, ran.Add, run.Cancellation);
            Report(run.Output, new Migrated(from, scripts[^1].Number, ran, dryRun));
            return ExitCode.Ok;
        }
        catch (InvalidOperationException exception)
        {
            // A newer schema, or half a copy.
            throw new CliException(ExitCode.Refused, "schema_refused", exception.Message);
        }
    }

    private static void Report(Terminal.Output output, Migrated migrated)
    {
        if (output.IsJson)
        {
            output.Json(migrated, CliJson.Compact.Migrated);
            return;
        }

        output.Line(migrated.Scripts.Count == 0
            ? $"The database has schema {migrated.To}; there is nothing to do."
            : $"Schema {migrated.From} {(migrated.DryRun ? "would be brought" : "was brought")} to {migrated.To}:");
        foreach (var script in migrated.Scripts)
            output.Line($"  {script}");
    }
}

/// <param name="From">The schema before; 0 for an empty database.</param>
/// <param name="Scripts">Those that ran, or would.</param>
internal sealed record Migrated(long From, long To, IReadOnlyList<string> Scripts, bool DryRun);
