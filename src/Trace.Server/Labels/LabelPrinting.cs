using Trace.Core.Labels;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;

namespace Trace.Server.Labels;

/// <summary>Plans the labels of an index range of a batch: what cannot be printed is refused here, before the first byte.</summary>
public sealed class LabelPrinting(BrandCatalog brands, Issuing issuing, CodeExport codes)
{
    /// <summary>The run, or why its labels cannot be printed.</summary>
    public async Task<Outcome<LabelRun>> PlanAsync(
        Batch batch, long from, long count, LabelStock stock, LabelFormat format, LabelOptions options, bool withCover, CancellationToken cancellationToken)
    {
        var maker = new LabelMaker(
            batch,
            await issuing.TemplateAsync(batch, withCover),
            await brands.FindProductAsync(batch.Gtin.Value),
            await brands.FindBrandAsync(batch.BrandId));
        var representatives = await RepresentativesAsync(maker, from, count, cancellationToken);
        if (LabelPlan.TryCreate(stock, format, options, representatives.Labels, out var plan, out var problem))
            return new LabelRun(codes, maker, plan, from, count);
        maker.Dispose();
        return new Failure(problem.Code == "symbol_does_not_fit" ? "label_does_not_fit" : "invalid_label", problem.Text);
    }

    /// <summary>A widest serial stands for all derived ones; imported ones are looked through.</summary>
    private async Task<LabelRepresentatives> RepresentativesAsync(LabelMaker maker, long from, long count, CancellationToken cancellationToken)
    {
        var representatives = new LabelRepresentatives();
        if (!maker.Batch.Imported)
        {
            // Samples are the last units of a batch, so the ends of the range show every mark it has.
            representatives.Add(maker.Draft(from, maker.Template.WidestSerial));
            representatives.Add(maker.Draft(from + count - 1, maker.Template.WidestSerial));
            return representatives;
        }

        await foreach (var labels in codes.SelectAsync(maker.Batch, from, count, maker.Representatives, cancellationToken))
        {
            foreach (var label in labels)
                representatives.Add(label);
        }

        return representatives;
    }
}

/// <summary>Labels that are known to fit, and the file they will be.</summary>
public sealed record PlannedLabels(Batch Batch, long From, long Count, LabelRun Run, string ContentType, string FileName);

/// <summary>Labels that are known to fit, of an index range of a batch. Dispose it after use: it holds an opened key.</summary>
public sealed class LabelRun(CodeExport codes, LabelMaker maker, LabelPlan plan, long from, long count) : IDisposable
{
    /// <summary>Codes are derived on all cores, as are labels drawn; memory stays flat.</summary>
    /// <param name="output">Takes the file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="progress">Told how many labels more are drawn.</param>
    public Task WriteAsync(Stream output, CancellationToken cancellationToken, IProgress<long>? progress = null)
    {
        var labels = codes.SelectAsync(maker.Batch, from, count, maker.Labels, cancellationToken).ToBlockingEnumerable(cancellationToken);
        return LabelWriter.WriteAsync(plan, labels.SelectMany(chunk => Told(chunk, progress)), output, cancellationToken);
    }

    /// <summary>Whether the covered codes are on them.</summary>
    public bool HasCover => maker.Template.HasCover;

    public void Dispose() => maker.Dispose();

    private static LabelContent[] Told(LabelContent[] chunk, IProgress<long>? progress)
    {
        progress?.Report(chunk.Length);
        return chunk;
    }
}
