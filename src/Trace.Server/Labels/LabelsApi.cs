using System.Globalization;
using Trace.Core.Labels;
using Trace.Server.Audit;
using Trace.Server.Codes;
using Trace.Server.Http;
using Trace.Server.RateLimits;
using Trace.Server.Storage;

namespace Trace.Server.Labels;

/// <summary>Printable labels.</summary>
public static class LabelsApi
{
    /// <summary>A PDF's own limit is 10 GB; a ZIP keeps its directory in memory until it ends. ZPL has no end to keep.</summary>
    private static readonly Dictionary<LabelFormat, long> MostLabels = new()
    {
        [LabelFormat.Pdf] = 1_000_000,
        [LabelFormat.Svg] = 100_000,
        [LabelFormat.Png] = 100_000,
        [LabelFormat.Zpl] = long.MaxValue,
    };

    public static void AddLabels(this IServiceCollection services)
    {
        services.AddSingleton<LabelStockCatalog>();
        services.AddSingleton<LabelPrinting>();
    }

    /// <summary>Bound at each start, for the reason <see cref="Codes.ImportApi"/> gives.</summary>
    private static Delegate Print => PrintAsync;

    public static void MapLabels(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1").WithTags("Labels").RequireAuthorization(Policies.Issuing);
#pragma warning disable RDG002 // As said above.
        group.MapGet("/batches/{id}/labels", Print).WithName("PrintLabels")
#pragma warning restore RDG002
            .WithSummary("Labels of an index range as PDF, SVG, PNG or ZPL, streamed")
            .RequireRateLimiting(RateLimitPolicies.Labels)
            .WithoutRequestTimeout()
            .WithProblems("invalid_range", "invalid_label", "label_does_not_fit", "too_many_labels", "overloaded")
            .Produces<Stream>(contentType: "application/pdf", additionalContentTypes: ["image/svg+xml", "image/png", "application/zip", "text/plain"]);
        group.MapGet("/label-templates", ListTemplates).WithName("ListLabelTemplates")
            .WithSummary("Named label stock; rolls exist in every size as roll-{width}x{height} in mm")
            .Produces<Page<LabelTemplateResponse>>();
    }

    private static async Task<IResult> PrintAsync(
        string id, [AsParameters] LabelQuery query, Caller caller, Database database, LabelStockCatalog stocks, LabelPrinting printing, AuditTrail audit, HttpContext context) =>
        (await PlanAsync(id, query, caller, (database, stocks, printing), context.RequestAborted)).TryGet(out var planned, out var failure)
            ? Stream(planned, caller, (database, audit), context, progress: null)
            : failure;

    /// <summary>What would be printed, or why it cannot be: for the API and the console alike. Who gets it disposes its run.</summary>
    internal static async Task<Outcome<PlannedLabels>> PlanAsync(
        string id, LabelQuery query, Caller caller, (Database Database, LabelStockCatalog Stocks, LabelPrinting Printing) of, CancellationToken cancellationToken)
    {
        if (!(await CodesApi.FindAsync(of.Database, caller, id)).TryGet(out var batch, out var failure)
            || !CodesApi.ParseRange(batch, query.From, query.Count, defaultCount: 1).TryGet(out var range, out failure)
            || !query.Parse(batch.Id).TryGet(out var print, out failure)
            || !CodesApi.ParseCover(batch, query.Cover).TryGet(out var withCover, out failure))
        {
            return failure;
        }

        if (!of.Stocks.TryFind(query.Template ?? LabelQuery.DefaultTemplate, out var stock, out var problem))
            return new Failure("invalid_label", problem.Text);
        if (range.Count > MostLabels[print.Format])
        {
            return new Failure("too_many_labels", string.Create(
                CultureInfo.InvariantCulture,
                $"One {query.Format ?? "pdf"} holds at most {MostLabels[print.Format]:N0} labels, not {range.Count:N0}; print in parts with `from` and `count`, or as zpl."));
        }

        var planned = await of.Printing.PlanAsync(batch, range.From, range.Count, stock, print.Format, print.Options, withCover, cancellationToken);
        if (!planned.TryGet(out var run, out failure))
            return failure;
        var (contentType, extension) = TypeOf(print.Format, isZip: range.Count > 1 || query.PerRoll != null);
        return new PlannedLabels(batch, range.From, range.Count, run, contentType, $"{batch.Id}-{range.From}-{range.Count}.{extension}");
    }

    /// <summary>Writes them; it is recorded first who asked.</summary>
    internal static IResult Stream(
        PlannedLabels planned, Caller caller, (Database Database, AuditTrail Audit) of, HttpContext context, IProgress<long>? progress, bool isShown = false) => TypedResults.Stream(
        async output =>
        {
            using (planned.Run)
            {
                await CodesApi.RecordDownloadAsync(of.Database, of.Audit, caller, "batch.print_labels", planned.Batch, (planned.From, planned.Count), planned.Run.HasCover);
                await planned.Run.WriteAsync(output, context.RequestAborted, progress);
            }
        },
        planned.ContentType,
        isShown ? null : planned.FileName);

    private static IResult ListTemplates(LabelStockCatalog stocks) =>
        TypedResults.Ok(new Page<LabelTemplateResponse>(stocks.All.Select(ToResponse).ToList(), Next: null));

    private static LabelTemplateResponse ToResponse(LabelStock stock) => new(
        stock.Id,
        stock.Name,
        stock is SheetStock ? "sheet" : "roll",
        stock.LabelWidthMm,
        stock.LabelHeightMm,
        (stock as SheetStock)?.LabelsPerSheet,
        (stock as RollStock)?.Across);

    private static (string ContentType, string Extension) TypeOf(LabelFormat format, bool isZip) => format switch
    {
        LabelFormat.Pdf => ("application/pdf", "pdf"),
        LabelFormat.Zpl => ("text/plain; charset=utf-8", "zpl"),
        _ when isZip => ("application/zip", "zip"),
        LabelFormat.Svg => ("image/svg+xml", "svg"),
        _ => ("image/png", "png"),
    };
}
