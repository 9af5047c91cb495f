namespace Trace.Core.Labels;

/// <summary>Picks the few labels that bound all labels of a run: a plan that fits these fits every one.</summary>
/// <remarks>For labels that differ in serial number, URI and mark alone, as those of a batch do. Keeps ten labels at most.</remarks>
public sealed class LabelRepresentatives
{
    private readonly Dictionary<(string Measure, int Group), (int Size, LabelContent Label)> _largest = [];

    public IReadOnlyList<LabelContent> Labels => [.. _largest.Values.Select(largest => largest.Label).Distinct()];

    /// <param name="label">In place of its URI one that takes as many bits will do.</param>
    public void Add(LabelContent label)
    {
        ArgumentNullException.ThrowIfNull(label);
        Keep("serial number", (int)label.Mark, label.Serial.Length, label);
        foreach (var version in QrBits.GroupVersions)
            Keep("QR bits", version, QrBits.Of(label.Uri, version), label);
        Keep("QR bytes", 0, label.Uri.Length, label);
        Keep("Data Matrix", 0, DataMatrixSymbol.CountCodewords(LabelElements.Of(label)), label);
    }

    private void Keep(string measure, int group, int size, LabelContent label)
    {
        if (!_largest.TryGetValue((measure, group), out var largest) || size > largest.Size)
            _largest[(measure, group)] = (size, label);
    }
}
