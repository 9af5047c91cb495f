using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Trace.Cli.Batches;
using Trace.Cli.Keys;
using Trace.Cli.Terminal;
using Trace.Core.Codes;

namespace Trace.Cli.Codes;

/// <summary><c>trace codes</c>: hands over the codes of a batch with a manifest, or checks such a file.</summary>
internal static class CodesCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var id = new Argument<string?>("id") { Description = "Batch id", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
        var path = new Option<string?>("--out") { Description = "File to write, with FILE.manifest.json beside it; - for standard output, without", HelpName = "FILE|-" };
        var format = new Option<string?>("--format") { Description = "csv (default) or ndjson" };
        format.AcceptOnlyFromAmong("csv", "ndjson");
        var from = new Option<long?>("--from") { Description = "First index. Default: 0", HelpName = "N" };
        var count = new Option<long?>("--count") { Description = "How many. Default: all from there", HelpName = "N" };
        var cover = new Option<bool>("--cover") { Description = "The covered codes too, as the last column" };
        var check = new Option<string?>("--check") { Description = "Compare a file with its manifest; no server is asked", HelpName = "FILE" };
        var keys = new Option<string?>("--keys") { Description = "With --check: also verify every code against these keys", HelpName = "FILE|URL" };
        var command = new Command("codes", "Download the codes of a batch, or check a downloaded file") { id, path, format, from, count, cover, check, keys };
        command.Runs(globals, async run =>
        {
            if (run.Get(check) is { } file)
            {
                if ((run.Get(id) ?? run.Get(path) ?? run.Get(format)) != null || (run.Get(from) ?? run.Get(count)) != null || run.Get(cover))
                    throw CliException.Usage("--check takes a file and --keys, nothing else.");
                return await CodesCheck.RunAsync(run, file, run.Get(keys) is { } source ? await KeySource.LoadAsync(run, source) : null);
            }

            if (run.Get(id) == null || run.Get(path) == null)
                throw CliException.Usage("Say which batch and where to: trace codes ID --out FILE. Or check a file: trace codes --check FILE.");
            if (run.Get(keys) != null)
                throw CliException.Usage("--keys goes with --check.");
            if (run.Get(path) == "-" && run.Output.IsJson)
                throw CliException.Usage("With --out - standard output is the list of codes; leave --json out.");
            var request = new CodesRequest(
                run.Get(id)!,
                run.Get(format) == "ndjson" ? CodeListFormat.Ndjson : CodeListFormat.Csv,
                run.Get(from),
                run.Get(count),
                run.Get(cover));
            return await DownloadAsync(run, request, run.Get(path)!);
        });
        return command;
    }

    private static async Task<int> DownloadAsync(Run run, CodesRequest request, string path)
    {
        using var server = run.Server();
        var batch = await server.GetAsync(BatchPath.Of(request.BatchId), CliJson.Default.BatchView, run.Cancellation);
        var download = new CodesDownload(server, request, batch);
        if (path == "-")
        {
            await using var output = StandardOutput.Open();
            await ProgressBar.RunAsync(
                run.Output, "Codes", download.Count, progress => download.WriteAsync(output, progress, run.Cancellation), besideResults: true);
            return ExitCode.Ok;
        }

        Manifest manifest;
        using (var codes = new PartFile(path, Readers.Owner))
        using (var manifestFile = new PartFile(Manifest.PathOf(path), Readers.Owner))
        {
            manifest = await ProgressBar.RunAsync(
                run.Output, "Codes", download.Count, progress => download.WriteAsync(codes.Stream, progress, run.Cancellation));
            await manifestFile.Stream.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(manifest, CliJson.Indented.Manifest), run.Cancellation);
            codes.Finish();
            manifestFile.Finish();
            codes.Publish();
            manifestFile.Publish();
        }

        Write(run.Output, manifest, path);
        return ExitCode.Ok;
    }

    private static void Write(Output output, Manifest manifest, string path)
    {
        if (output.IsJson)
        {
            var answer = new JsonObject { ["file"] = path, ["manifestFile"] = Manifest.PathOf(path) };
            foreach (var member in JsonSerializer.SerializeToElement(manifest, CliJson.Default.Manifest).EnumerateObject())
                answer[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            output.Json(answer);
            return;
        }

        output.Line($"{Words.Count(manifest.Count, "code")} written to {path}.");
        output.Facts(
        [
            ("Indexes", $"{manifest.From} to {manifest.From + manifest.Count - 1}"),
            ("Size", $"{manifest.SizeBytes:N0} bytes"),
            ("SHA-256", manifest.Sha256),
            ("First serial", manifest.FirstSerial),
            ("Last serial", manifest.LastSerial),
            ("Manifest", Manifest.PathOf(path)),
        ]);
    }
}

/// <summary>Which codes are wanted.</summary>
internal sealed record CodesRequest(string BatchId, CodeListFormat Format, long? From, long? Count, bool WithCover);
