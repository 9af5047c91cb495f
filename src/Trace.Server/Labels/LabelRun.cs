using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Server.Brands;
using Trace.Server.Codes;
using Trace.Server.Http;

namespace Trace.Server.Labels;

/// <summary>Labels of an index range of a batch: planned before the first byte, then streamed.</summary>
public sealed class LabelRun(BrandCatalog brands, Issuing issuing, CodeExport codes)
{
    /// <summary>The plan for a run, or why its labels cannot be printed.</summary>
    public async Task<Outcome<LabelPlan>> PlanAsync(
        Batch batch, long from, long count, LabelStock stock, LabelFormat format, LabelOptions options, CancellationToken cancellationToken)
    {
        var compose = await ComposerAsync(batch);
        var representatives = new List<LabelContent>();
        foreach (var (index, serial) in await RepresentativesAsync(batch, from, count, cancellationToken))
            representatives.Add(compose(index, serial));
        return LabelPlan.TryCreate(stock, format, options, representatives, out var plan, out var problem)
            ? plan
            : new Failure(problem.Code == "symbol_does_not_fit" ? "label_does_not_fit" : "invalid_label", problem.Text);
    }

    public async Task WriteAsync(LabelPlan plan, Batch batch, long from, long count, Stream output, CancellationToken cancellationToken)
    {
        var compose = await ComposerAsync(batch);
        var serials = codes.SerialsAsync(batch, from, count, cancellationToken).ToBlockingEnumerable(cancellationToken);
        await LabelWriter.WriteAsync(plan, serials.Select((serial, i) => compose(from + i, serial)), output, cancellationToken);
    }

    /// <summary>
    /// Derived serials are all of one length. Of imported ones the longest as written in the URI decides, and the longest among those
    /// that need QR's byte mode.
    /// </summary>
    private async Task<IReadOnlyList<(long Index, string Serial)>> RepresentativesAsync(
        Batch batch, long from, long count, CancellationToken cancellationToken)
    {
        var last = from + count - 1;
        if (!batch.Imported)
            return [(from, await codes.SerialAsync(batch, from, cancellationToken)), (last, await codes.SerialAsync(batch, last, cancellationToken))];

        (long Index, string Serial, int Length) longest = (from, "", 0);
        (long Index, string Serial, int Length) longestInBytes = (from, "", 0);
        var index = from;
        await foreach (var serial in codes.SerialsAsync(batch, from, count, cancellationToken))
        {
            var length = PercentEncoding.Encode(serial).Length;
            if (length > longest.Length)
                longest = (index, serial, length);
            if (length > longestInBytes.Length && serial.Any(char.IsAsciiLetterLower))
                longestInBytes = (index, serial, length);
            index++;
        }

        return longestInBytes.Length == 0
            ? [(longest.Index, longest.Serial)]
            : [(longest.Index, longest.Serial), (longestInBytes.Index, longestInBytes.Serial)];
    }

    private async Task<Func<long, string, LabelContent>> ComposerAsync(Batch batch)
    {
        var template = await issuing.TemplateAsync(batch);
        var product = await brands.FindProductAsync(batch.Gtin.Value);
        var brand = await brands.FindBrandAsync(batch.BrandId);
        return (index, serial) => new LabelContent
        {
            Uri = template.Uri(serial),
            Gtin = batch.Gtin.Value,
            Serial = serial,
            Lot = batch.Lot,
            Expiry = batch.Expiry?.ToString(),
            ExpiryAi17 = batch.Expiry?.ToAi17(),
            ProductName = product?.Name,
            BrandName = brand?.Name,
            Mark = batch.Specimen ? LabelMark.Specimen : batch.IsSample(index) ? LabelMark.Sample : LabelMark.None,
        };
    }
}
