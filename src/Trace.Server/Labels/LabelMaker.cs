using Trace.Core.Codes;
using Trace.Core.Labels;
using Trace.Server.Brands;
using Trace.Server.Codes;

namespace Trace.Server.Labels;

/// <summary>What the labels of a batch say. Product and brand are those of the moment the run was planned. Thread-safe.</summary>
public sealed class LabelMaker(Batch batch, CodeTemplate template, ProductRow? product, BrandRow? brand) : IDisposable
{
    public Batch Batch => batch;

    public CodeTemplate Template => template;

    /// <summary>The labels of a chunk, as they are printed.</summary>
    public LabelContent[] Labels(CodeChunk chunk) => Select(chunk, (index, serial) => Label(index, serial, template.Uri(serial)));

    /// <summary>The labels that bound those of a chunk.</summary>
    public IReadOnlyList<LabelContent> Representatives(CodeChunk chunk)
    {
        var representatives = new LabelRepresentatives();
        foreach (var label in Select(chunk, Draft))
            representatives.Add(label);
        return representatives.Labels;
    }

    /// <summary>A label to plan with, not to print: its code is not signed.</summary>
    public LabelContent Draft(long index, string serial) => Label(index, serial, template.UnsignedUri(serial));

    public void Dispose() => template.Dispose();

    private LabelContent[] Select(CodeChunk chunk, Func<long, string, LabelContent> label)
    {
        var serials = chunk.Serials(template, batch.Number);
        var labels = new LabelContent[chunk.Count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = label(chunk.From + i, serials[i]);
        return labels;
    }

    private LabelContent Label(long index, string serial, string uri) => new()
    {
        Uri = uri,
        Gtin = batch.Gtin.Value,
        Serial = serial,
        Lot = batch.Lot,
        Expiry = batch.Expiry?.ToString(),
        ExpiryAi17 = batch.Expiry?.ToAi17(),
        ProductName = product?.Name,
        BrandName = brand?.Name,
        Cover = template.Cover(serial),
        Mark = batch.Specimen ? LabelMark.Specimen : batch.IsSample(index) ? LabelMark.Sample : LabelMark.None,
    };
}
