using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;
using MudBlazor;
using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Labels;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Factory;

/// <summary>One batch at the line: its labels, what became of them, and the balance.</summary>
public sealed partial class DeskPage : IDisposable
{
    private const string Roll = "roll";

    /// <summary>Looked at; a report by codes can leave one for each.</summary>
    private const int MostRanges = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(400);

    /// <summary>A file that has not begun by then was refused.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);


    /// <summary>What a factory reports, and the key of its word.</summary>
    private static readonly (string Status, string Word)[] Reportable =
        [("active", "balance.applied"), ("spoiled", "balance.spoiled"), ("unused", "balance.unused"), ("lost", "balance.lost"), ("stolen", "balance.stolen")];

    private readonly CancellationTokenSource _ending = new();
    private Batch? _batch;
    private BatchBalance? _balance;
    private IReadOnlyList<StatusRange> _missing = [];
    private IReadOnlyList<SortColumn<StatusRange>> _missingColumns = [];
    private string _product = "";
    private bool _isMissing;
    private string _stock = LabelQuery.DefaultTemplate;
    private string _roll = "50x30";
    private string _symbol = "qr";
    private string _dpi = "";
    private string _shown = "0";
    private string _printFrom = "0";
    private string _printTo = "";
    private string _reportFrom = "";
    private string _reportTo = "";
    private string _status = "active";
    private bool _withCover;
    private string? _preview;
    private string? _labelProblem;
    private string? _reportProblem;
    private PrintJob? _job;

    [Parameter] public string Id { get; set; } = "";

    [Inject] public required BatchLists Lists { get; set; }

    [Inject] public required BrandCatalog Brands { get; set; }

    [Inject] public required Database Database { get; set; }

    [Inject] public required LabelStockCatalog Stocks { get; set; }

    [Inject] public required LabelPrinting Printing { get; set; }

    [Inject] public required RangeReports Reports { get; set; }

    [Inject] public required PrintJobs Jobs { get; set; }

    [Inject] public required IDialogService Dialogs { get; set; }

    [Inject] public required ConsoleNotes Notes { get; set; }

    [Inject] public required IJSRuntime Script { get; set; }

    public static string Of(string id) => $"{FactoryPage.Path}/{id}";

    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonIssuing);
        if (await Lists.FindAsync(caller, Id) is not { } batch)
        {
            _isMissing = true;
            return;
        }

        _product = (await Brands.FindProductAsync(batch.Gtin.Value))?.Name ?? batch.Gtin.Value;
        _printTo = (batch.Quantity - 1).ToString(CultureInfo.InvariantCulture);
        Describe();
        await CountAsync(batch);
        _batch = batch;
        await LookAsync();
    }

    private async Task CountAsync(Batch batch)
    {
        _balance = await Lists.BalanceAsync(batch);
        _missing = [.. _balance.MissingRanges.Take(MostRanges)];
    }

    /// <summary>Draws the label anew as it is chosen, or says why it cannot be.</summary>
    private async Task LookAsync()
    {
        (_preview, _labelProblem) = (null, null);
        if (await PlanAsync("svg", _shown, _shown) is { } query)
            _preview = AddressOf($"/api/v1/batches/{_batch!.Id}/labels", query);
    }

    /// <summary>Whether it can be printed so; if not, the page says why.</summary>
    private async Task<LabelQuery?> PlanAsync(string format, string first, string last)
    {
        if (RangeOf(first, last) is not { } range)
        {
            _labelProblem = T.With("desk.no_range", _batch!.Quantity - 1);
            return null;
        }

        var query = QueryOf(format, range.From, range.Count);
        var planned = await LabelsApi.PlanAsync(_batch!.Id, query, await Session.AsAsync(Policies.PersonIssuing), (Database, Stocks, Printing), _ending.Token);
        if (planned.TryGet(out var labels, out var failure))
        {
            labels.Run.Dispose();
            _labelProblem = null;
            return query;
        }

        _labelProblem = failure.Detail;
        return null;
    }

    private async Task PrintAsync(string format)
    {
        string address;
        long count;
        if (format is "csv" or "ndjson")
        {
            if (RangeOf(_printFrom, _printTo) is not { } range)
            {
                _labelProblem = T.With("desk.no_range", _batch!.Quantity - 1);
                return;
            }

            count = range.Count;
            address = $"{Of(_batch!.Id)}/codes?format={format}&from={range.From}&count={range.Count}{(_withCover ? "&cover=true" : "")}";
        }
        else
        {
            if (await PlanAsync(format, _printFrom, _printTo) is not { } query)
                return;
            count = query.Count!.Value;
            address = AddressOf($"{Of(_batch!.Id)}/labels", query);
        }

        _job = Jobs.Begin(await Session.AsAsync(Policies.PersonIssuing), count);
        // As a file, whatever the answer is: a page that is refused one stays what it is.
        await Script.InvokeVoidAsync("traceDownload", $"{address}&job={_job.Id}");
        _ = WatchAsync(_job);
    }

    private async Task WatchAsync(PrintJob job)
    {
        try
        {
            while (ReferenceEquals(job, _job) && !job.IsOver)
            {
                await Task.Delay(Look, Clock, _ending.Token);
                if (job.Done == 0 && Clock.GetUtcNow() - job.BeganAt > Patience)
                    job.End();
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The page is gone; the file comes without it.
        }
    }

    private void Choose(StatusRange range) =>
        (_reportFrom, _reportTo) = (range.From.ToString(CultureInfo.InvariantCulture), range.To.ToString(CultureInfo.InvariantCulture));

    private async Task ReportAsync()
    {
        _reportProblem = null;
        if (RangeOf(_reportFrom, _reportTo) is not { } range)
        {
            _reportProblem = T.With("desk.no_range", _batch!.Quantity - 1);
            return;
        }

        var to = range.From + range.Count - 1;
        var dialog = await Dialogs.ShowAsync<ReportDialog>(T["report.go"], new DialogParameters<ReportDialog>
        {
            { one => one.From, range.From },
            { one => one.To, to },
            { one => one.Status, T[Reportable.First(one => one.Status == _status).Word] },
        });
        if ((await dialog.Result)?.Data is not true)
            return;
        var caller = await Session.AsAsync(Policies.PersonIssuing);
        if (!Reports.Parse(_batch!, new SetStatusRequest(range.From, to, _status)).TryGet(out var reported, out var failure)
            || !(await Reports.RecordAsync(_batch!, caller, [reported])).TryGet(out _, out failure))
        {
            _reportProblem = failure.Detail;
            return;
        }

        await CountAsync(_batch!);
        Notes.Say(T.Count("report.done", range.Count));
    }

    private LabelQuery QueryOf(string format, long from, long count) => new(
        format,
        _stock == Roll ? $"roll-{_roll.Trim().ToLowerInvariant().Replace('×', 'x')}" : _stock,
        from,
        count,
        int.TryParse(_dpi, NumberStyles.None, CultureInfo.InvariantCulture, out var dpi) ? dpi : null,
        _symbol,
        Start: null,
        OffsetX: null,
        OffsetY: null,
        Across: null,
        PerRoll: null,
        Zpl: null,
        Cover: _withCover ? true : null);

    /// <summary>The chosen range as a page of the browser, which prints it.</summary>
    private string? Shown => _labelProblem == null && RangeOf(_printFrom, _printTo) is { } range
        ? AddressOf($"{Of(_batch!.Id)}/labels", QueryOf("pdf", range.From, range.Count)) + "&show=true"
        : null;

    private static string AddressOf(string path, LabelQuery query) => QueryHelpers.AddQueryString(path, new Dictionary<string, string?>
    {
        ["format"] = query.Format,
        ["template"] = query.Template,
        ["from"] = query.From?.ToString(CultureInfo.InvariantCulture),
        ["count"] = query.Count?.ToString(CultureInfo.InvariantCulture),
        ["dpi"] = query.Dpi?.ToString(CultureInfo.InvariantCulture),
        ["symbol"] = query.Symbol,
        ["cover"] = query.Cover == true ? "true" : null,
    }.Where(pair => pair.Value != null));

    /// <summary>Null where it is none of this batch.</summary>
    private (long From, long Count)? RangeOf(string first, string last) =>
        WholeNumber.TryParse(first, out var from)
        && WholeNumber.TryParse(last, out var to)
        && from <= to && to < _batch!.Quantity
            ? (from, to - from + 1)
            : null;

    private IEnumerable<string> Facts()
    {
        yield return _batch!.Gtin.Value;
        if (_batch.Lot != null)
            yield return $"{T["batch.lot"]} {_batch.Lot}";
        if (_batch.Expiry is { } expiry)
            yield return $"{T["batch.expiry"]} {expiry}";
        if (_batch.Site != null)
            yield return _batch.Site;
    }

    private string N(long number) => number.ToString("N0", T.Culture);

    private static string WordOf(UnitStatus status) => status switch
    {
        UnitStatus.Lost => "balance.lost",
        UnitStatus.Stolen => "balance.stolen",
        _ => "balance.unreported",
    };
}
