using System.CommandLine;
using System.Globalization;
using Trace.Cli.Server;
using Trace.Cli.Terminal;

namespace Trace.Cli.Labels;

/// <summary><c>trace labels</c>: printable labels as a file, or sent to a printer.</summary>
internal static class LabelsCommands
{
    private const string TemplatesPath = "api/v1/label-templates";

    public static Command Create(GlobalOptions globals)
    {
        var id = new Argument<string?>("id") { Description = "Batch id", HelpName = "ID", Arity = ArgumentArity.ZeroOrOne };
        var path = new Option<string?>("--out") { Description = "File to write, - for standard output", HelpName = "FILE|-" };
        var format = new Option<string?>("--format") { Description = "pdf (default), svg, png or zpl; svg and png of several labels are a ZIP" };
        format.AcceptOnlyFromAmong([.. LabelMedia.Formats]);
        var options = new LabelOptions();
        var command = new Command("labels", "Labels of a batch") { id, path, format };
        options.AddTo(command);
        command.Add(Templates(globals));
        command.Add(LabelsPrintCommand.Create(globals));
        command.Runs(globals, async run =>
        {
            if (run.Get(id) == null || run.Get(path) == null)
                throw CliException.Usage("Say which batch and where to: trace labels ID --out FILE. Or: trace labels print ID --printer HOST, trace labels templates.");
            if (run.Get(path) == "-" && run.Output.IsJson)
                throw CliException.Usage("With --out - standard output is the labels; leave --json out.");
            return await DownloadAsync(run, options, run.Get(id)!, run.Get(format), run.Get(path)!);
        });
        return command;
    }

    private static async Task<int> DownloadAsync(Run run, LabelOptions options, string batchId, string? format, string path)
    {
        options.Check(run);
        using var server = run.Server();
        // Whoever prints on a sheet wants a sheet; the server's own default is one label.
        var count = format is null or "pdf" ? await options.RestOfSheetAsync(run, server, batchId) : null;
        var address = options.AddressOf(run, batchId, format, count);
        using var response = await server.OpenAsync(address, run.Cancellation);
        LabelMedia.Check(format, response.Content.Headers);
        var total = response.Content.Headers.ContentLength;
        if (path == "-")
        {
            if (!Console.IsOutputRedirected && !LabelMedia.IsText(response.Content.Headers))
                throw CliException.Usage("Standard output is a terminal, and these labels are not text; name a file or pipe them on.");
            await using var output = StandardOutput.Open();
            await ProgressBar.RunAsync(
                run.Output, "Labels", total, progress => CopyAsync(server, response, output, progress, run.Cancellation), besideResults: true);
            return ExitCode.Ok;
        }

        long sizeBytes;
        using (var file = new PartFile(path, Readers.Owner))
        {
            sizeBytes = await ProgressBar.RunAsync(run.Output, "Labels", total, progress => CopyAsync(server, response, file.Stream, progress, run.Cancellation));
            file.Finish();
            file.Publish();
        }

        if (run.Output.IsJson)
            run.Output.Json(new LabelsWritten(path, sizeBytes, response.Content.Headers.ContentType?.MediaType), CliJson.Compact.LabelsWritten);
        else
            run.Output.Line(string.Create(CultureInfo.InvariantCulture, $"Labels written to {path}: {sizeBytes:N0} bytes."));
        return ExitCode.Ok;
    }

    /// <summary>Copies an answer and says how many bytes it had.</summary>
    public static async Task<long> CopyAsync(
        ServerClient server, HttpResponseMessage response, Stream output, Action<long> progress, CancellationToken cancellationToken)
    {
        var sizeBytes = 0L;
        await server.CopyAsync(
            response,
            async block =>
            {
                await output.WriteAsync(block, cancellationToken);
                sizeBytes += block.Length;
                progress(block.Length);
            },
            cancellationToken);
        return sizeBytes;
    }

    /// <summary>A named stock; null for a roll by its size, and for what the server does not know.</summary>
    public static async Task<TemplateView?> FindTemplateAsync(Run run, ServerClient server, string id) =>
        (await server.GetAsync(TemplatesPath, CliJson.Default.ListAnswerTemplateView, run.Cancellation)).Value.Items
            .FirstOrDefault(template => template.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private static Command Templates(GlobalOptions globals)
    {
        var command = new Command("templates", "List label stock the server knows by name");
        command.Runs(globals, async run =>
        {
            using var server = run.Server();
            var answer = await server.GetAsync(TemplatesPath, CliJson.Default.ListAnswerTemplateView, run.Cancellation);
            if (run.Output.IsJson)
                run.Output.Json(answer.Json);
            else
                run.Output.Table(["Template", "Name", "Kind", "Label, mm", "On a sheet"], [.. answer.Value.Items.Select(ToRow), ["roll-WxH", "Roll of any size, such as roll-50x30", "roll", "W x H", ""]]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> ToRow(TemplateView template) =>
    [
        template.Id,
        template.Name ?? "",
        template.Kind ?? "",
        string.Create(CultureInfo.InvariantCulture, $"{template.LabelWidthMm} x {template.LabelHeightMm}"),
        template.LabelsPerSheet?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];
}

internal sealed record LabelsWritten(string File, long SizeBytes, string? MediaType);

internal sealed record TemplateView(
    string Id, double LabelWidthMm, double LabelHeightMm, string? Name = null, string? Kind = null, int? LabelsPerSheet = null);
