using System.Globalization;
using Microsoft.AspNetCore.Components;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Verification;
using Trace.Server.Web.Console.Map;

namespace Trace.Server.Web.Console.Batches;

/// <summary>All of one batch.</summary>
/// <remarks>
/// Nothing here grows with quantity or scans: statuses are runs of the timeline in memory, scans are counts by day and country (ScanDays.MostOfBatch rows at most),
/// anomalies are at most <see cref="BatchMarks.MostAnomalies"/> by index. Tables show their first lines.
/// </remarks>
public sealed partial class BatchPage
{
    private static readonly IReadOnlyList<SortColumn<ScanPeriod>> PeriodColumns =
    [
        new("col.period", period => period.From, period => period.Name),
        new("col.scans", period => period.Scans) { IsNumber = true },
        new("col.cautions", period => period.Cautions) { IsNumber = true },
    ];

    /// <summary>Looked at; a report by codes can leave a range for each.</summary>
    private const int MostRanges = 1000;

    private IReadOnlyList<StatusRange> _ranges = [];
    private BatchResponse? _batch;
    private BatchBalance? _balance;
    private MarkedBatch? _marks;
    private IReadOnlyList<ScanPeriod> _periods = [];
    private IReadOnlyList<ScanPeriod> _newest = [];
    private IReadOnlyList<MarketHeat> _heat = [];
    private IReadOnlyList<MarketDisc> _discs = [];
    private IReadOnlyList<SortColumn<MarketHeat>> _heatColumns = [];
    private string _product = "";
    private string _index = "";
    private bool _isMissing;
    private bool _maySeeScans;

    [Parameter] public string Id { get; set; } = "";

    [Inject] public required BatchLists Lists { get; set; }

    [Inject] public required BrandCatalog Brands { get; set; }

    [Inject] public required BatchMarks Marks { get; set; }

    [Inject] public required ScanDays Days { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonOfBrand);
        if (await Lists.FindAsync(caller, Id) is not { } batch)
        {
            _isMissing = true;
            return;
        }

        _product = (await Brands.FindProductAsync(batch.Gtin.Value))?.Name ?? batch.Gtin.Value;
        _balance = await Lists.BalanceAsync(batch);
        _ranges = [.. _balance.Ranges.Take(MostRanges)];
        _maySeeScans = await Session.MayAsync(Policies.PersonReadingScans);
        if (_maySeeScans)
            await LoadScansAsync(caller, batch);
        Describe();
        _batch = CodesApi.ToResponse(batch);
    }

    private async Task LoadScansAsync(Caller caller, Batch batch)
    {
        var days = await Days.OfBatchAsync(caller, batch);
        _periods = ScanRate.Of(days);
        _newest = [.. _periods.Where(period => period.Scans > 0).Reverse()];
        _heat = MarketHeat.Of(days, batch.Market);
        _discs = [.. _heat.Select(heat => new MarketDisc(heat.Country, heat.Scans, heat.IsIntended == false))];
        _marks = await Marks.FindAsync(caller, batch);
        _heatColumns =
        [
            new("col.country", heat => heat.Country, heat => T.Country(heat.Country)),
            new("col.intended", heat => heat.IsIntended) { Content = IntendedCell },
            new("col.scans", heat => heat.Scans) { IsNumber = true },
            new("col.cautions", heat => heat.Cautions) { IsNumber = true },
            new("col.last", heat => heat.Last, heat => heat.Last is { } day ? ScanPeriod.Iso(day) : ""),
        ];
    }

    private void OpenUnit()
    {
        if (WholeNumber.TryParse(_index, out var index))
            Navigation.NavigateTo($"{BatchAddress.Of(_batch!.Id)}/{index.ToString(CultureInfo.InvariantCulture)}");
    }
}
