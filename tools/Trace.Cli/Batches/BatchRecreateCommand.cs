using System.CommandLine;
using Trace.Cli.Codes;
using Trace.Cli.Terminal;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch recreate</c>: a batch that a restored backup does not hold, from the manifest of its codes.</summary>
internal static class BatchRecreateCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var path = new Option<string>("--manifest") { Description = "Manifest of its codes: what `trace codes` wrote beside them, or the server's", HelpName = "FILE", Required = true };
        var command = new Command("recreate", "Make a batch again under its number, after a backup without it was restored") { path };
        command.Runs(globals, async run =>
        {
            var manifest = Manifest.Load(run.Get(path)!);
            using var server = run.Server();
            using var content = CliJson.ToContent(manifest, CliJson.Default.Manifest);
            // The server derives all its codes before it answers.
            var batch = await ProgressBar.RunAsync(
                run.Output, "The server derives the codes again", total: null, _ => server.PostSlowAsync($"{BatchPath.All}/recreate", content, CliJson.Default.BatchView, run.Cancellation));
            BatchCommands.Write(run, batch);
            run.Output.Note("Reports of status since the backup are not in a manifest: send them again.");
            return ExitCode.Ok;
        });
        return command;
    }
}
