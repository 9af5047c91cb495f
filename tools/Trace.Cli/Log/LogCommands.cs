using System.CommandLine;
using System.Text;
using Trace.Core.TransparencyLog;

namespace Trace.Cli.Log;

/// <summary><c>trace log</c>: the transparency log from outside, and what its owner does after a restore.</summary>
internal static class LogCommands
{
    private const string Path = "api/v1/log";

    public static Command Create(GlobalOptions globals) =>
        new("log", "The transparency log: check it from outside; sign again after a restore") { LogAuditCommand.Create(globals), Resume(globals), Restart(globals) };

    private static Command Resume(GlobalOptions globals)
    {
        var file = new Argument<string>("checkpoint") { Description = "The latest checkpoint that was published, as it was served or as an audit kept it", HelpName = "FILE" };
        var command = new Command("resume", "Let a server whose database was restored sign again, if it holds all of the latest checkpoint") { file };
        command.Runs(globals, run =>
        {
            var text = Encoding.UTF8.GetString(InputFile.ReadBytes(run.Get(file)!, SignedNote.MaxBytes));
            return PostAsync(run, "resume", CliJson.ToContent(new LogResumption(text), CliJson.Default.LogResumption));
        });
        return command;
    }

    private static Command Restart(GlobalOptions globals)
    {
        var ends = new Option<string>("--ends") { Description = "Name (origin) of the log that ends: the first line of its checkpoint", HelpName = "ORIGIN", Required = true };
        var command = new Command("restart", "End the log and begin another under a new name; the old one stays readable") { ends };
        command.Runs(globals, run => PostAsync(run, "restart", CliJson.ToContent(new LogEnding(run.Get(ends)!), CliJson.Default.LogEnding)));
        return command;
    }

    private static async Task<int> PostAsync(Run run, string what, HttpContent content)
    {
        using var server = run.Server();
        using (content)
        {
            var log = await server.PostAsync($"{Path}/{what}", content, CliJson.Default.LogView, idempotencyKey: null, run.Cancellation);
            if (run.Output.IsJson)
                run.Output.Json(log.Json);
            else
                run.Output.Line($"{log.Value.Origin}: {log.Value.State}, {Words.Count(log.Value.Waiting, "record")} waiting. Its key: {log.Value.Key}");
        }

        return ExitCode.Ok;
    }
}

/// <summary>What this program needs of the server's answer.</summary>
internal sealed record LogView(string Origin, string Key, string State, long Waiting);

internal sealed record LogResumption(string Checkpoint);

internal sealed record LogEnding(string Ends);
