using Microsoft.AspNetCore.Components;
using Trace.Server.Accounts;
using Trace.Server.Anomalies;
using Trace.Server.Brands;
using Trace.Server.Http;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Anomalies;

/// <summary>What the queue shows at one address.</summary>
/// <param name="Problem">What is wrong with the address.</param>
/// <param name="Counts">By <see cref="AnomalyRow.Filters"/>, whatever else is filtered.</param>
/// <param name="Products">Names by GTIN.</param>
/// <param name="Names">Of people by account.</param>
public sealed record QueueData(
    string Address,
    string? Problem,
    IReadOnlyList<AnomalyGroup> Groups,
    IReadOnlyList<AnomalyResponse> Anomalies,
    string? Next,
    IReadOnlyDictionary<string, long> Counts,
    IReadOnlyDictionary<string, string> Products,
    IReadOnlyDictionary<string, string> Names,
    bool MayDecide)
{
    public bool IsEmpty => Groups.Count + Anomalies.Count == 0;
}

/// <summary>The queue: groups or each code, a page at a time.</summary>
public sealed partial class QueuePage : IDisposable
{
    private readonly Selection _selection = new();
    private int _version;

    [Inject] public required AnomalyLists Lists { get; set; }

    [Inject] public required AnomalyWork Work { get; set; }

    [Inject] public required Database Database { get; set; }

    [SupplyParameterFromQuery(Name = "status")] public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "kind")] public string? Kind { get; set; }

    [SupplyParameterFromQuery(Name = "gtin")] public string? Gtin { get; set; }

    [SupplyParameterFromQuery(Name = "batch")] public string? Batch { get; set; }

    [SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [SupplyParameterFromQuery(Name = "view")] public string? View { get; set; }

    [SupplyParameterFromQuery(Name = "cursor")] public string? Cursor { get; set; }

    /// <summary>What the first answer showed is what the circuit begins with: nothing flickers, and nothing is asked twice.</summary>
    [PersistentState] public QueueData? Data { get; set; }

    private static readonly Dictionary<string, long> NoCounts = [];
    private static readonly Dictionary<string, string> NoNames = [];

    private QueueAddress Address => new(Status, Kind, Gtin, Batch, Sort, View, Cursor);

    public void Dispose() => _selection.Changed -= Show;

    protected override void OnInitialized() => _selection.Changed += Show;

    private void Show(object? sender, EventArgs change) => StateHasChanged();

    protected override async Task OnParametersSetAsync()
    {
        if (Data?.Address == Address.ToString())
            return;
        _selection.Clear();
        Data = await LoadAsync();
    }

    private async Task ActAsync((IReadOnlyCollection<QueueItem> Items, string Action) chosen)
    {
        if (!await ActionButtons.DoAsync(Work, T, [.. chosen.Items], chosen.Action))
            return;
        _selection.Clear();
        _version++;
        Data = await LoadAsync();
    }

    private async Task<QueueData> LoadAsync()
    {
        var address = Address;
        var caller = await Session.AsAsync(Policies.PersonReadingScans);
        var mayDecide = await Session.MayAsync(Policies.BrandAdmin);
        var counts = (await Lists.CountAsync(caller)).GroupBy(count => count.Status).ToDictionary(status => status.Key, status => status.Sum(count => count.Anomalies), StringComparer.Ordinal);
        var products = (await Database.ReadAsync(session => ProductsStore.ListAsync(session, caller.BrandId, caller.Gtins, "", Paging.MaxLimit)))
            .ToDictionary(product => product.Gtin, product => product.Name, StringComparer.Ordinal);
        var names = mayDecide && address.ShowsCodes
            ? (await People.ListOfBrandAsync(Database, caller)).ToDictionary(person => person.Id, person => person.Name, StringComparer.Ordinal)
            : [];
        var data = new QueueData(address.ToString(), Problem: null, [], [], Next: null, counts, products, names, mayDecide);
        var order = GroupOrder.Newest;
        if (address.Sort != null && !GroupOrders.TryParse(address.Sort, out order))
            return data with { Problem = address.Sort };
        if (!address.ToFilter().TryGet(out var filter, out var problem))
            return data with { Problem = problem.Detail };
        if (address.ShowsCodes)
        {
            return (await Lists.ListAsync(caller, filter, address.Cursor, Paging.DefaultLimit)).TryGet(out var page, out problem)
                ? data with { Anomalies = page.Items, Next = page.Next }
                : data with { Problem = problem.Detail };
        }

        return (await Lists.ListGroupsAsync(caller, filter, order, address.Cursor, Paging.DefaultLimit)).TryGet(out var groups, out problem)
            ? data with { Groups = groups.Items, Next = groups.Next }
            : data with { Problem = problem.Detail };
    }
}
