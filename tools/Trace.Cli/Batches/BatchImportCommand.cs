using System.CommandLine;
using System.Net.Http.Headers;
using Trace.Cli.Server;
using Trace.Cli.Terminal;

namespace Trace.Cli.Batches;

/// <summary><c>trace batch import</c>: a brand's own serials.</summary>
internal static class BatchImportCommand
{
    public static Command Create(GlobalOptions globals)
    {
        var path = new Argument<string>("file") { Description = "CSV with a header line and a column serial; also gtin, lot, expiry", HelpName = "FILE.csv" };
        var gtin = new Option<string?>("--gtin") { Description = "The product, unless a column says it" };
        var lot = new Option<string?>("--lot") { Description = "Lot, unless a column says it" };
        var expiry = new Option<string?>("--expiry") { Description = "YYYY-MM-DD or YYYY-MM, unless a column says it", HelpName = "DATE" };
        var market = new Option<string?>("--market") { Description = "Countries it is meant for: DE,FR", HelpName = "CODES" };
        var inCode = new Option<string?>("--in-code") { Description = "What else the code carries: lot,expiry", HelpName = "WHAT" };
        var activate = new Option<bool>("--activate") { Description = "Its units count as applied from the start" };
        var specimen = new Option<bool>("--specimen") { Description = "A test batch" };
        var cover = new Option<bool>("--cover") { Description = "A covered code is printed beside each code" };
        var key = IdempotencyKey.Option();
        var command = new Command("import", "Make a batch of serials from a brand's own system")
        {
            path, gtin, lot, expiry, market, inCode, activate, specimen, cover, key,
        };
        command.Runs(globals, async run =>
        {
            await using var file = InputFile.Open(run.Get(path)!);
            // Without the serials at the end it would be a batch all the same.
            if (!file.CanSeek)
                throw CliException.Usage("An import takes a file: a pipe that breaks off looks like one that ended.");
            var address = Query.Of(
                $"{BatchPath.All}/import",
                [
                    ("gtin", run.Get(gtin)),
                    ("lot", run.Get(lot)),
                    ("expiry", run.Get(expiry)),
                    ("market", run.Get(market)),
                    ("inCode", run.Get(inCode)),
                    ("activate", run.Get(activate) ? true : null),
                    ("specimen", run.Get(specimen) ? true : null),
                    ("cover", run.Get(cover) ? true : null),
                ]);
            using var server = run.Server();
            return await IdempotencyKey.CreateAsync(run, run.Get(key), given => ProgressBar.RunAsync(run.Output, "Uploading", file.Length, async progress =>
            {
                await using var upload = new UploadStream(file, file.Name, progress);
                using var content = new StreamContent(upload);
                content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
                content.Headers.ContentLength = file.Length;
                return await server.PostAsync(address, content, CliJson.Default.BatchView, given, run.Cancellation);
            }));
        });
        return command;
    }
}
