using Microsoft.AspNetCore.Components;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Batches;

/// <summary>What the list shows at one address.</summary>
/// <param name="Problem">What is wrong with the address.</param>
/// <param name="Products">Names by GTIN.</param>
/// <param name="Scans">By batch number; null for whom scans are not for.</param>
public sealed record BatchesData(
    string Address, string? Problem, IReadOnlyList<BatchResponse> Batches, string? Next, IReadOnlyDictionary<string, string> Products, IReadOnlyDictionary<long, long>? Scans);

/// <summary>The list of batches, a page at a time.</summary>
public sealed partial class BatchesPage
{
    private string _text = "";

    [Inject] public required BatchLists Lists { get; set; }

    [Inject] public required BrandCatalog Brands { get; set; }

    [Inject] public required ScanDays Days { get; set; }

    [SupplyParameterFromQuery(Name = "q")] public string? Text { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "cursor")] public string? Cursor { get; set; }

    /// <summary>What the first answer showed is what the circuit begins with.</summary>
    [PersistentState] public BatchesData? Data { get; set; }

    private BatchAddress Address => new(Text, State, Cursor);

    protected override async Task OnParametersSetAsync()
    {
        _text = Text ?? "";
        if (Data?.Address != Address.ToString())
            Data = await LoadAsync();
    }

    private void Go(BatchAddress address) => Navigation.NavigateTo((address with { Cursor = null }).ToString());

    private async Task<BatchesData> LoadAsync()
    {
        var caller = await Session.AsAsync(Policies.PersonOfBrand);
        var data = new BatchesData(Address.ToString(), Problem: null, [], Next: null, new Dictionary<string, string>(), Scans: null);
        if (!Address.ToFilter().TryGet(out var filter, out var problem)
            || !(await Lists.ListAsync(caller, filter, Cursor, Paging.DefaultLimit)).TryGet(out var page, out problem))
        {
            return data with { Problem = problem.Detail };
        }

        var products = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var gtin in page.Items.Select(batch => batch.Gtin.Value).Distinct())
            products[gtin] = (await Brands.FindProductAsync(gtin))?.Name ?? gtin;
        return data with
        {
            Batches = [.. page.Items.Select(CodesApi.ToResponse)],
            Next = page.Next,
            Products = products,
            Scans = await Session.MayAsync(Policies.PersonReadingScans) ? await Days.SumAsync(caller, page.Items) : null,
        };
    }
}
