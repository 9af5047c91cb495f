using System.CommandLine;
using Trace.Cli.Batches;
using Trace.Cli.Server;

namespace Trace.Cli.Labels;

/// <summary>How labels are to be printed; the server knows what is possible, here only names are checked.</summary>
internal sealed class LabelOptions
{
    private readonly Option<long?> _from = new("--from") { Description = "First index. Default: 0", HelpName = "N" };
    private readonly Option<long?> _count = new("--count") { Description = "How many. Default: a sheet of a PDF is filled, else 1", HelpName = "N" };
    private readonly Option<string?> _template = new("--template") { Description = "Label stock: an id of `trace labels templates`, or roll-WIDTHxHEIGHT in mm", HelpName = "ID" };
    private readonly Option<int?> _dpi = new("--dpi") { Description = "Dots per inch of the printer" };
    private readonly Option<string?> _symbol = new("--symbol") { Description = "qr (default), datamatrix or both" };
    private readonly Option<int?> _start = new("--start") { Description = "First free label of a part-used sheet, 1-based", HelpName = "N" };
    private readonly Option<decimal?> _offsetX = new("--offset-x") { Description = "Calibration to the right, mm", HelpName = "MM" };
    private readonly Option<decimal?> _offsetY = new("--offset-y") { Description = "Calibration down, mm", HelpName = "MM" };
    private readonly Option<int?> _across = new("--across") { Description = "Labels side by side on a roll", HelpName = "N" };
    private readonly Option<int?> _perRoll = new("--per-roll") { Description = "Labels on a roll; each roll begins with a leader label", HelpName = "N" };
    private readonly Option<string?> _zpl = new("--zpl") { Description = "gfa (default): exact modules; bq: the printer draws the code" };
    private readonly Option<bool> _cover = new("--cover") { Description = "The covered code too, in a frame: for a scratch-off or peel-off cover" };
    private readonly Option<string[]> _query = new("--query") { Description = "Any other parameter of the labels endpoint", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _template, _from, _count, _dpi, _symbol, _start, _offsetX, _offsetY, _across, _perRoll, _zpl, _cover, _query })
            command.Add(option);
    }

    /// <summary>Throws unless the stock is a roll: a label printer takes a sheet's page for a label of 210 mm.</summary>
    public async Task RequireRollAsync(Run run, ServerClient server)
    {
        const string Say = "Say which labels are in the printer, such as --template roll-50x30 (width x height in mm).";
        if (run.Get(_template) is not { } template)
            throw CliException.Usage(Say);
        if ((await LabelsCommands.FindTemplateAsync(run, server, template))?.Kind == "sheet")
            throw CliException.Usage($"{template} is a sheet. {Say}");
    }

    /// <summary>How many labels are left on the first sheet, as far as the batch goes; null where there is no sheet, or a number was given.</summary>
    public async Task<long?> RestOfSheetAsync(Run run, ServerClient server, string batchId)
    {
        const string DefaultTemplate = "avery-l7160";
        if (run.Get(_count) != null || run.Get(_perRoll) != null || (run.Get(_query) ?? []).Any(parameter => parameter.StartsWith("count=", StringComparison.OrdinalIgnoreCase)))
            return null;
        if ((await LabelsCommands.FindTemplateAsync(run, server, run.Get(_template) ?? DefaultTemplate))?.LabelsPerSheet is not { } places)
            return null;
        var batch = await server.GetAsync(BatchPath.Of(batchId), CliJson.Default.BatchView, run.Cancellation);
        return Math.Max(1, Math.Min(places - (run.Get(_start) ?? 1) + 1, batch.Value.Quantity - (run.Get(_from) ?? 0)));
    }

    /// <summary>Throws if what is written is no parameter, before anything is asked of the server.</summary>
    public void Check(Run run)
    {
        foreach (var parameter in run.Get(_query) ?? [])
            Split(parameter);
    }

    public string AddressOf(Run run, string batchId, string? format, long? count = null) => Query.Of(
        BatchPath.Of(batchId) + "/labels",
        [
            ("format", format),
            ("template", run.Get(_template)),
            ("from", run.Get(_from)),
            ("count", run.Get(_count) ?? count),
            ("dpi", run.Get(_dpi)),
            ("symbol", run.Get(_symbol)),
            ("start", run.Get(_start)),
            ("offsetX", run.Get(_offsetX)),
            ("offsetY", run.Get(_offsetY)),
            ("across", run.Get(_across)),
            ("perRoll", run.Get(_perRoll)),
            ("zpl", run.Get(_zpl)),
            ("cover", run.Get(_cover) ? true : null),
            .. (run.Get(_query) ?? []).Select(Split),
        ]);

    private static (string Name, object? Value) Split(string parameter)
    {
        var at = parameter.IndexOf('=');
        return at > 0
            ? (parameter[..at], parameter[(at + 1)..])
            : throw CliException.Usage($"--query takes NAME=VALUE, not `{parameter}`.");
    }
}
