using System.CommandLine;
using System.Globalization;
using Trace.Cli.Server;
using Trace.Cli.Terminal;
using Trace.Core;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch status</c>: what happened to units, by index range or by scanned codes.</summary>
internal static class BatchStatusCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var id = BatchCommands.IdArgument();
        var status = new Option<string>("--status") { Description = "The new status", Required = true };
        status.AcceptOnlyFromAmong("active", "spoiled", "unused", "lost", "stolen", "recalled", "retired");
        var from = new Option<long?>("--from") { Description = "First index", HelpName = "N" };
        var to = new Option<long?>("--to") { Description = "Last index, inclusive", HelpName = "M" };
        var codes = new Option<string?>("--codes") { Description = "Codes or serials, one a line; - for standard input", HelpName = "FILE|-" };
        var at = new Option<string?>("--at") { Description = "When it took effect, with its offset from UTC, such as 2026-11-24T09:30:00Z. Default: now", HelpName = "TIME" };
        var command = new Command("status", "Report a status of units: all of a report is recorded, or nothing") { id, status, from, to, codes, at };
        command.Runs(globals, async run =>
        {
            var byRange = run.Get(from) != null && run.Get(to) != null;
            var byCodes = run.Get(codes) != null;
            if (byRange == byCodes || (byCodes && (run.Get(from) ?? run.Get(to)) != null))
                throw CliException.Usage("Say which units: --from and --to, or --codes.");
            var when = run.Get(at) is { } time ? ParseTime(time) : (DateTimeOffset?)null;
            var path = BatchPath.Of(run.Get(id)) + "/status";
            using var server = run.Server();
            var report = run.Get(codes) is { } file
                ? await ReportCodesAsync(run, server, Query.Of(path, [("status", run.Get(status)), ("at", when?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))]), file)
                : await ReportRangeAsync(run, server, path, new StatusRange(run.Get(from)!.Value, run.Get(to)!.Value, run.Get(status)!, when));
            Write(run, report, run.Get(status)!);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>By the rule of every time in our JSON: a time without an offset would be one of this machine's time zone.</summary>
    private static DateTimeOffset ParseTime(string text) => Rfc3339.TryParse(text, out var time)
        ? time
        : throw CliException.Usage($"--at is a time with its offset from UTC, such as 2026-11-24T09:30:00Z or 2026-11-24T10:30:00+01:00, not `{text}`.");

    private static async Task<Answer<StatusAnswer>> ReportRangeAsync(Run run, ServerClient server, string path, StatusRange range)
    {
        using var content = CliJson.ToContent(range, CliJson.Default.StatusRange);
        return await server.PostAsync(path, content, CliJson.Default.StatusAnswer, idempotencyKey: null, run.Cancellation);
    }

    private static async Task<Answer<StatusAnswer>> ReportCodesAsync(Run run, ServerClient server, string path, string file)
    {
        if (file == "-")
            return await SendAsync(Console.OpenStandardInput(), "standard input", static _ => { });
        await using var codes = InputFile.Open(file);
        return await ProgressBar.RunAsync(run.Output, "Reporting", codes.CanSeek ? codes.Length : null, progress => SendAsync(codes, file, progress));

        async Task<Answer<StatusAnswer>> SendAsync(Stream lines, string name, Action<long> progress)
        {
            await using var upload = new UploadStream(lines, name, progress);
            using var content = new ReportedLines(upload);
            return await server.PostAsync(path, content, CliJson.Default.StatusAnswer, idempotencyKey: null, run.Cancellation);
        }
    }

    private static void Write(Run run, Answer<StatusAnswer> answer, string status)
    {
        if (run.Output.IsJson)
            run.Output.Json(answer.Json);
        else
            run.Output.Line($"{Words.Count(answer.Value.Units, "unit")} of batch {answer.Value.BatchId} recorded as {status}.");
    }
}

internal sealed record StatusRange(long From, long To, string Status, DateTimeOffset? At);

internal sealed record StatusAnswer(string BatchId, long Units);
