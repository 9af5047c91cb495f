using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Trace.Cli.Server;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch status</c>: what happened to units, by index range or by scanned codes.</summary>
internal static class BatchStatusCommand
{
    /// <summary>What the server takes in one report.</summary>
    private const int MaxReportBytes = 64 << 20;

    public static Command Create(GlobalOptions globals)
    {
        var id = BatchCommands.IdArgument();
        var status = new Option<string>("--status") { Description = "The new status", Required = true };
        status.AcceptOnlyFromAmong("active", "spoiled", "unused", "lost", "stolen", "recalled", "retired");
        var from = new Option<long?>("--from") { Description = "First index", HelpName = "N" };
        var to = new Option<long?>("--to") { Description = "Last index, inclusive", HelpName = "M" };
        var codes = new Option<string?>("--codes") { Description = "Codes or serials, one a line; - for standard input", HelpName = "FILE|-" };
        var at = new Option<DateTimeOffset?>("--at") { Description = "When it took effect, such as 2026-11-24T09:30:00Z. Default: now", HelpName = "TIME" };
        var command = new Command("status", "Report a status of units: all of a report is recorded, or nothing") { id, status, from, to, codes, at };
        command.Runs(globals, async run =>
        {
            var byRange = run.Get(from) != null && run.Get(to) != null;
            var byCodes = run.Get(codes) != null;
            if (byRange == byCodes || (byCodes && (run.Get(from) ?? run.Get(to)) != null))
                throw CliException.Usage("Say which units: --from and --to, or --codes.");
            var path = BatchPath.Of(run.Get(id)) + "/status";
            using var server = run.Server();
            using HttpContent content = byRange
                ? JsonContent.Create(new StatusRange(run.Get(from)!.Value, run.Get(to)!.Value, run.Get(status)!, run.Get(at)), CliJson.Default.StatusRange)
                : ReadCodes(run.Get(codes)!);
            if (byCodes)
                path = Query.Of(path, [("status", run.Get(status)), ("at", run.Get(at)?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))]);
            Write(run, await server.PostAsync(path, content, idempotencyKey: null, run.Cancellation), run.Get(status)!);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Run run, JsonElement answer, string status)
    {
        if (run.Output.IsJson)
        {
            run.Output.Json(answer);
            return;
        }

        var recorded = ServerClient.Read(answer, CliJson.Default.StatusAnswer);
        run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"{recorded.Units:N0} units of batch {recorded.BatchId} recorded as {status}."));
    }

    /// <summary>Lines of the server's own NDJSON are handed on, others become its member <c>code</c>; the server finds serials there too.</summary>
    private static ByteArrayContent ReadCodes(string path)
    {
        using var stream = path == "-" ? Console.OpenStandardInput() : InputFile.Open(path);
        using var reader = new StringReader(Encoding.UTF8.GetString(InputFile.ReadBytes(stream, MaxReportBytes, path == "-" ? "Standard input" : path)));
        var lines = new StringBuilder();
        while (reader.ReadLine()?.Trim('\uFEFF', ' ', '\t') is { } line)
        {
            // An empty line stays, so that the server's line numbers are those of the file.
            if (line.Length > 0)
                lines.Append(line[0] == '{' ? line : JsonSerializer.Serialize(new StatusCode(line), CliJson.Compact.StatusCode));
            lines.Append('\n');
        }

        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(lines.ToString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        return content;
    }
}

internal sealed record StatusRange(long From, long To, string Status, DateTimeOffset? At);

internal sealed record StatusCode(string Code);

internal sealed record StatusAnswer(string BatchId, long Units);
