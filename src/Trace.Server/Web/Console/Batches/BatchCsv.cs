using System.Globalization;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Verification;

namespace Trace.Server.Web.Console.Batches;

/// <summary>Batches, and what is shown of one, as files.</summary>
public static class BatchCsv
{
    public const string ListPath = "/console/batches.csv";
    public const string RangesPath = "/console/batches/{id}/ranges.csv";
    public const string ScansPath = "/console/batches/{id}/scans.csv";

    public static async Task WriteListAsync(string? q, string? state, Caller caller, BatchLists lists, HttpContext context, CancellationToken cancellationToken)
    {
        if (!new BatchAddress(q, state).ToFilter().TryGet(out var filter, out var problem))
        {
            await problem.ExecuteAsync(context);
            return;
        }

        await CsvFile.WriteAsync(
            context,
            "batches",
            ["id", "number", "gtin", "kind", "profile", "quantity", "ordered", "overrun", "samples", "lot", "expiry", "market", "site", "activate", "specimen", "created"],
            lists.StreamAsync(caller, filter, cancellationToken).Select(CodesApi.ToResponse).Select(Cells));
    }

    /// <summary>Where all codes of a batch are, a range a line.</summary>
    public static Task WriteRangesAsync(string id, Caller caller, BatchLists lists, HttpContext context) => WriteOfBatchAsync(id, caller, lists, context, async batch =>
        await CsvFile.WriteAsync(
            context,
            $"{batch.Id}-ranges",
            ["from", "to", "codes", "status"],
            (await lists.BalanceAsync(batch)).Ranges.ToAsyncEnumerable()
                .Select(string?[] (range) => [CsvFile.Number(range.From), CsvFile.Number(range.To), CsvFile.Number(range.Count), Words.Of(range.Status)])));

    /// <summary>How many scans a batch has by day and country.</summary>
    public static Task WriteScansAsync(string id, Caller caller, BatchLists lists, ScanDays days, HttpContext context) => WriteOfBatchAsync(id, caller, lists, context, async batch =>
        await CsvFile.WriteAsync(
            context,
            $"{batch.Id}-scans",
            ["day", "country", "intended", "scans", "cautions"],
            (await days.OfBatchAsync(caller, batch)).ToAsyncEnumerable().Select(string?[] (day) =>
            [
                day.Day.ToString("O", CultureInfo.InvariantCulture), day.Country, day.Country.Length == 0 || batch.Market.Count == 0 ? "" : batch.Market.Contains(day.Country) ? "yes" : "no",
                CsvFile.Number(day.Scans), CsvFile.Number(day.Cautions),
            ])));

    private static async Task WriteOfBatchAsync(string id, Caller caller, BatchLists lists, HttpContext context, Func<Batch, Task> write)
    {
        if (await lists.FindAsync(caller, id) is { } batch)
            await write(batch);
        else
            await CodesApi.UnknownBatch(id).ExecuteAsync(context);
    }

    private static string?[] Cells(BatchResponse batch) =>
    [
        batch.Id, CsvFile.Number(batch.Number), batch.Gtin, batch.Kind, batch.Profile, CsvFile.Number(batch.Quantity), CsvFile.Number(batch.Ordered), CsvFile.Number(batch.Overrun),
        CsvFile.Number(batch.Samples), batch.Lot, batch.Expiry, string.Join(' ', batch.Market), batch.Site, batch.Activate ? "yes" : "no", batch.Specimen ? "yes" : "no",
        CsvFile.Time(batch.CreatedAt),
    ];
}
