using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.Labels;
using Trace.Server.Storage;

namespace Trace.Server.Web.Console.Factory;

/// <summary>Files of the desk: those of the API, for people who signed in, with a progress on the page.</summary>
public static class FactoryFiles
{
    public const string ListPath = "/console/factory.csv";
    public const string CodesPath = "/console/factory/{id}/codes";
    public const string LabelsPath = "/console/factory/{id}/labels";

    /// <param name="job">Of <see cref="PrintJobs"/>.</param>
    public static Task<IResult> CodesAsync(
        string id, string? format, long? from, long? count, bool? cover, string? job, Caller caller, Database database, CodeExport codes, AuditTrail audit, PrintJobs jobs, HttpContext context) =>
        CodesApi.StreamAsync(id, format, (from, count, cover), caller, (database, codes, audit), context, ProgressOf(jobs.Find(caller, job), context));

    /// <summary>Bound at each start, for the reason <see cref="ImportApi"/> gives.</summary>
    public static Delegate Labels => LabelsAsync;

    /// <param name="show">In the browser, where it can be printed, and not as a file.</param>
    /// <param name="job">Of <see cref="PrintJobs"/>.</param>
    private static async Task<IResult> LabelsAsync(
        string id,
        [AsParameters] LabelQuery query,
        bool? show,
        string? job,
        Caller caller,
        Database database,
        LabelStockCatalog stocks,
        LabelPrinting printing,
        AuditTrail audit,
        PrintJobs jobs,
        HttpContext context) =>
        (await LabelsApi.PlanAsync(id, query, caller, (database, stocks, printing), context.RequestAborted)).TryGet(out var planned, out var failure)
            ? LabelsApi.Stream(planned, caller, (database, audit), context, ProgressOf(jobs.Find(caller, job), context), isShown: show == true)
            : failure;

    /// <summary>The balances of all batches.</summary>
    public static Task WriteListAsync(Caller caller, BatchLists lists, HttpContext context, CancellationToken cancellationToken) => CsvFile.WriteAsync(
        context,
        "balances",
        ["batch", "gtin", "lot", "ordered", "applied", "spoiled", "unused", "lost", "stolen", "unreported", "closes"],
        lists.StreamAsync(caller, new BatchFilter(), cancellationToken).Select(async (Batch batch, CancellationToken _) => Cells(batch, await lists.BalanceAsync(batch))));

    private static string?[] Cells(Batch batch, BatchBalance balance) =>
    [
        batch.Id, batch.Gtin.Value, batch.Lot, CsvFile.Number(balance.Ordered), CsvFile.Number(balance.Applied), CsvFile.Number(balance.Spoiled), CsvFile.Number(balance.Unused),
        CsvFile.Number(balance.Lost), CsvFile.Number(balance.Stolen), CsvFile.Number(balance.Unreported), balance.Closes ? "yes" : "no",
    ];

    private static PrintJob? ProgressOf(PrintJob? job, HttpContext context)
    {
        if (job != null)
        {
            context.Response.OnCompleted(() =>
            {
                job.End();
                return Task.CompletedTask;
            });
        }

        return job;
    }
}
