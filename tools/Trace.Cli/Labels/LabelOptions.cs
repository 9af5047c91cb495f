using System.CommandLine;
using Trace.Cli.Batches;
using Trace.Cli.Server;

namespace Trace.Cli.Labels;

/// <summary>How labels are to be printed; the server knows what is possible, here only names are checked.</summary>
internal sealed class LabelOptions
{
    private readonly Option<long?> _from = new("--from") { Description = "First index. Default: 0", HelpName = "N" };
    private readonly Option<long?> _count = new("--count") { Description = "How many. Default: 1", HelpName = "N" };
    private readonly Option<string?> _template = new("--template") { Description = "Label stock: an id of `trace labels templates`, or roll-WIDTHxHEIGHT in mm", HelpName = "ID" };
    private readonly Option<int?> _dpi = new("--dpi") { Description = "Dots per inch of the printer" };
    private readonly Option<string?> _symbol = new("--symbol") { Description = "qr (default), datamatrix or both" };
    private readonly Option<int?> _start = new("--start") { Description = "First free label of a part-used sheet, 1-based", HelpName = "N" };
    private readonly Option<decimal?> _offsetX = new("--offset-x") { Description = "Calibration to the right, mm", HelpName = "MM" };
    private readonly Option<decimal?> _offsetY = new("--offset-y") { Description = "Calibration down, mm", HelpName = "MM" };
    private readonly Option<int?> _across = new("--across") { Description = "Labels side by side on a roll", HelpName = "N" };
    private readonly Option<int?> _perRoll = new("--per-roll") { Description = "Labels on a roll; each roll begins with a leader label", HelpName = "N" };
    private readonly Option<string?> _zpl = new("--zpl") { Description = "gfa (default): exact modules; bq: the printer draws the code" };
    private readonly Option<string[]> _query = new("--query") { Description = "Any other parameter of the labels endpoint", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _template, _from, _count, _dpi, _symbol, _start, _offsetX, _offsetY, _across, _perRoll, _zpl, _query })
            command.Add(option);
    }

    public string AddressOf(Run run, string batchId, string? format) => Query.Of(
        BatchPath.Of(batchId) + "/labels",
        [
            ("format", format),
            ("template", run.Get(_template)),
            ("from", run.Get(_from)),
            ("count", run.Get(_count)),
            ("dpi", run.Get(_dpi)),
            ("symbol", run.Get(_symbol)),
            ("start", run.Get(_start)),
            ("offsetX", run.Get(_offsetX)),
            ("offsetY", run.Get(_offsetY)),
            ("across", run.Get(_across)),
            ("perRoll", run.Get(_perRoll)),
            ("zpl", run.Get(_zpl)),
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
