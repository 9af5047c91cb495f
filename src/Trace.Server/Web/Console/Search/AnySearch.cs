using Trace.Core.Codes;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Storage;
using Trace.Server.Verification;
using Trace.Server.Web.Console.Batches;
using Trace.Server.Web.Console.Units;

namespace Trace.Server.Web.Console.Search;

/// <summary>One thing that fits what was looked for.</summary>
/// <param name="IsUnit">A unit, else a batch.</param>
/// <param name="Name">Its serial or batch.</param>
/// <param name="Product">What it is called.</param>
/// <param name="Detail">What tells it from others.</param>
public sealed record SearchAnswer(bool IsUnit, string Name, string Product, string Detail, string Address);

/// <summary>Looks for what people have in hand: a whole code of either profile, GTIN and serial, a serial alone, a lot, a GTIN, a batch.</summary>
/// <remarks>Bounded: one unit, or a serial with each of 200 products, and 20 batches.</remarks>
public sealed class AnySearch(UnitStories stories, BatchLists lists, BrandCatalog brands, Database database)
{
    public const int MaxTextLength = 500;
    private const int MostBatches = 20;
    private const int LongestSerial = 20;

    public async Task<IReadOnlyList<SearchAnswer>> FindAsync(Caller caller, string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > MaxTextLength)
            return [];
        if (CodeReader.TryRead(text, out var code, out _) && await FindUnitAsync(caller, code.Gtin.Value, code.Serial) is { } unit)
            return [unit];
        return [.. await BatchesAsync(caller, text), .. await SerialsAsync(caller, text)];
    }

    private async Task<List<SearchAnswer>> BatchesAsync(Caller caller, string text)
    {
        var answers = new List<SearchAnswer>();
        if (!BatchLists.ParseFilter(text, state: null).TryGet(out var filter, out _) || !(await lists.ListAsync(caller, filter, cursor: null, MostBatches)).TryGet(out var page, out _))
            return answers;
        foreach (var batch in page.Items)
        {
            var product = (await brands.FindProductAsync(batch.Gtin.Value))?.Name ?? batch.Gtin.Value;
            answers.Add(new SearchAnswer(IsUnit: false, batch.Id, product, batch.Lot ?? batch.Gtin.Value, BatchAddress.Of(batch.Id)));
        }

        return answers;
    }

    /// <summary>A serial says nothing of its product, so it is tried with each.</summary>
    private async Task<List<SearchAnswer>> SerialsAsync(Caller caller, string text)
    {
        var answers = new List<SearchAnswer>();
        if (text.Length > LongestSerial || !CharacterSet82.ContainsOnly(text))
            return answers;
        var products = await database.ReadAsync(session => ProductsStore.ListAsync(session, caller.BrandId, caller.Gtins, "", Paging.MaxLimit));
        foreach (var product in products)
        {
            if (await FindUnitAsync(caller, product.Gtin, text) is { } unit)
                answers.Add(unit);
        }

        return answers;
    }

    private async Task<SearchAnswer?> FindUnitAsync(Caller caller, string gtin, string serial) => await stories.FindAsync(caller, gtin, serial, latestScans: 1) is { Unit: var unit } story
        ? new SearchAnswer(IsUnit: true, unit.Serial, story.Product, unit.BatchId, UnitAddress.Of(unit.Gtin, unit.Serial))
        : null;
}
