using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using Trace.Cli.Terminal;
using Trace.Server.Storage;

namespace Trace.Cli.Moving;

/// <summary><c>trace copy</c>: moves a SQLite deployment to PostgreSQL. While its server runs, only scans go ahead; the same command after its stop does the rest.</summary>
internal static class CopyCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var from = new Option<string>("--from") { Description = "A server's data folder with a SQLite database, or a backup of one", HelpName = "FOLDER-OR-FILE", Required = true };
        var to = new Option<string?>("--to") { Description = DatabaseAddress.Description, HelpName = "FILE-OR-CONNECTION" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be copied" };
        var command = new Command("copy", "Copy a SQLite deployment to an empty PostgreSQL database, and verify the copy") { from, to, dryRun };
        command.Runs(globals, async run =>
        {
            try
            {
                var address = DatabaseAddress.Find(run, run.Get(to)) ?? throw CliException.Usage($"Say where to: --to FILE, or {DatabaseAddress.Variable}.");
                return await CopyAsync(run, run.Get(from)!, address, run.Get(dryRun));
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

    private static async Task<int> CopyAsync(Run run, string from, NpgsqlConnectionStringBuilder address, bool dryRun)
    {
        var clock = Stopwatch.StartNew();
        await using var place = CopySource.Open(from);
        CheckSchema(place.Path);
        using var source = new SqliteSourceStore(place.Path);
        await using var target = await PostgresTargetStore.OpenAsync(address.ToString(), run.Cancellation);
        if (await UnfinishedCopy.FindAsync(target.Session) == null && await target.FindFilledTableAsync() is { } filled)
            throw new CliException(ExitCode.Refused, "not_empty", $"{DatabaseAddress.Spoken(address)} is not empty: table {filled} has rows. Copy into an empty database.");
        if (dryRun)
            return DryRun(run.Output, place, source);

        await BeginAsync(target, address, run.Cancellation);
        var copy = new DeploymentCopy(source, target, await CopiedTables.MatchAsync(source, target));
        var ahead = await ProgressBar.RunAsync(run.Output, "Scans", total: null, progress => copy.CopyScansAsync(progress, run.Cancellation));
        if (place.IsServed)
        {
            Report(run.Output, new Copied(Complete: false, ahead, [], clock.Elapsed.TotalSeconds), address);
            return ExitCode.Ok;
        }

        var tables = await ProgressBar.RunAsync(run.Output, "Other tables, and verifying", total: null, progress => copy.FinishAsync(progress, run.Cancellation));
        Report(run.Output, new Copied(Complete: true, ahead, tables, clock.Elapsed.TotalSeconds), address);
        return ExitCode.Ok;
    }

    private static void CheckSchema(string path)
    {
        var (schema, newest) = (SqliteBackup.SchemaOf(path), Migrator.Scripts(Dialect.Sqlite)[^1].Number);
        if (schema < newest)
            throw new CliException(ExitCode.Refused, "schema_refused", $"The source has schema {schema}, this version copies {newest}. Run `trace migrate` on it first, or start this version's server on it.");
        if (schema > newest)
            throw new CliException(ExitCode.Refused, "schema_refused", $"The source has schema {schema}, this version knows {newest}. Use the version that wrote it.");
    }

    /// <summary>Marks the database before anything else is in it, so that no server takes half a copy for a deployment.</summary>
    private static async Task BeginAsync(PostgresTargetStore target, NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken)
    {
        if (await UnfinishedCopy.FindAsync(target.Session) == null)
        {
            await using var transaction = await target.BeginAsync(cancellationToken);
            await UnfinishedCopy.BeginAsync(target.Session);
            await transaction.CommitAsync(cancellationToken);
        }

        await using var database = new PostgresDatabase(address.ToString());
        try
        {
            await Migrator.MigrateAsync(database, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new CliException(ExitCode.Refused, "schema_refused", exception.Message);
        }
    }

    private static int DryRun(Output output, CopySource place, SqliteSourceStore source)
    {
        var rows = source.ListTables().Select(table => new CopiedTable(table.Table, []))
            .Where(table => !Trace.Server.Verification.MovedScansStore.OnSqliteAlone.Contains(table.Name))
            .Select(table => new CopiedRows(table.Name, source.Count(table), ""))
            .ToList();
        if (output.IsJson)
        {
            output.Json(new Copied(Complete: false, ScansAhead: 0, rows, Seconds: 0), CliJson.Compact.Copied);
            return ExitCode.Ok;
        }

        output.Table(["Table", "Rows"], [.. rows.Select(row => new[] { row.Table, row.Rows.ToString("N0", CultureInfo.InvariantCulture) })]);
        output.Note(place.IsServed
            ? "A server works on the source: its scans would be copied ahead, the rest after its stop. Nothing was changed."
            : "All of this would be copied and verified. Nothing was changed.");
        return ExitCode.Ok;
    }

    private static void Report(Output output, Copied copied, NpgsqlConnectionStringBuilder address)
    {
        if (output.IsJson)
        {
            output.Json(copied, CliJson.Compact.Copied);
            return;
        }

        var seconds = copied.Seconds.ToString("0.0", CultureInfo.InvariantCulture);
        if (!copied.Complete)
        {
            output.Line($"{Words.Count(copied.ScansAhead, "scan")} copied ahead in {seconds} s. The copy is not complete: stop the server, then run the same command again.");
            return;
        }

        output.Table(
            ["Table", "Rows", "Digest, equal on both sides"],
            [.. copied.Tables.Select(row => new[] { row.Table, row.Rows.ToString("N0", CultureInfo.InvariantCulture), row.Digest[..16] })]);
        output.Line($"Copied to {DatabaseAddress.Spoken(address)} and verified in {seconds} s.");
        output.Note("Start the server with --database and the master key of the old one (master.key, or TRACE_MASTER_KEY), and never again on the SQLite folder: the two would count apart.");
    }
}

/// <param name="Complete">False while the source's server runs: then only scans went over, and no server starts on the copy.</param>
/// <param name="ScansAhead">Scans this run copied.</param>
/// <param name="Tables">With their digests, once complete.</param>
internal sealed record Copied(bool Complete, long ScansAhead, IReadOnlyList<CopiedRows> Tables, double Seconds);
