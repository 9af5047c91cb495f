using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Trace.Core.Labels;

/// <summary>A run of labels that is known to fit: stock, dots and layout are settled before a byte is written. Safe on any thread.</summary>
/// <remarks>A plan is made from representatives of its labels, see <see cref="LabelRepresentatives"/>. All its labels have symbols of one size.</remarks>
public sealed class LabelPlan
{
    /// <summary>Lanes of the widest roll.</summary>
    public const int MostAcross = 12;

    private const int MostFacesKept = 4096;

    private readonly ScriptShaper _shaper;
    private readonly ConcurrentDictionary<LabelFaceKey, LabelFace> _faces = new();

    internal LabelPlan(LabelPlanDraft draft, LabelLayout layout)
    {
        Stock = draft.Stock;
        Format = draft.Format;
        Options = draft.Options;
        Grid = draft.Grid;
        _shaper = draft.Shaper;
        Layout = layout;
    }

    public LabelStock Stock { get; }

    public LabelFormat Format { get; }

    public LabelOptions Options { get; }

    /// <summary>The printer dots all modules are whole multiples of.</summary>
    public DotGrid Grid { get; }

    public LabelLayout Layout { get; }

    /// <summary>Returns the plan, or what is wrong, with the sizes.</summary>
    /// <param name="representatives">At least one label; the plan fits these and all labels that need no more.</param>
    public static bool TryCreate(
        LabelStock stock,
        LabelFormat format,
        LabelOptions options,
        IReadOnlyList<LabelContent> representatives,
        [NotNullWhen(true)] out LabelPlan? plan,
        [NotNullWhen(false)] out LabelProblem? problem)
    {
        ArgumentNullException.ThrowIfNull(stock);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(representatives);
        plan = null;
        var contents = representatives.Select(LabelPlanDraft.Clean).ToList();
        problem = LabelOptionsCheck.Problem(stock, format, options) ?? LabelContentCheck.Problem(contents);
        if (problem is not null)
            return false;

        var draft = new LabelPlanDraft(LabelOptionsCheck.WithAcross(stock, options), format, options, contents);
        problem = draft.Settle(out var layout);
        if (layout is not null)
            plan = new LabelPlan(draft, layout);
        return plan is not null;
    }

    /// <summary>The symbol of a label at one of the layout's places.</summary>
    /// <exception cref="LabelContentException">The label holds more than the plan's symbol does.</exception>
    internal static SymbolMatrix Encode(SymbolPlacement place, LabelContent content) => place.Kind == LabelSymbol.Qr
        ? QrSymbol.Encode(content.Uri, (place.Modules - 17) / 4)
        : DataMatrixSymbol.Encode(LabelElements.Of(content), place.Modules);

    /// <summary>The face of a label; labels that share one get the same object, as long as there are not thousands of them.</summary>
    internal LabelFace FaceOf(LabelContent content)
    {
        var key = LabelFaceKey.Of(content);
        if (_faces.TryGetValue(key, out var face))
            return face;
        face = Compose(LabelPlanDraft.Clean(content));
        return _faces.Count < MostFacesKept ? _faces.GetOrAdd(key, face) : face;
    }

    internal LabelDrawing LeaderOf(LabelLeader leader) =>
        LeaderComposer.TryCompose(leader, Stock)
        ?? throw new LabelContentException($"The leader label of roll {leader.Roll} does not fit the label {Stock.Id}.");

    /// <summary>A label with longer texts than the representatives' is set smaller, down to the smallest legible size.</summary>
    private LabelFace Compose(LabelContent content)
    {
        if (LabelContentCheck.Problem([content]) is { } problem)
            throw new LabelContentException(problem.Text);
        if (LabelContentCheck.MissingGlyph(content, _shaper) is { } missing)
            throw new LabelContentException(missing.Text);
        for (var size = Layout.Style.SizePt; size >= TextComposer.SmallestPt; size -= 0.25)
        {
            if (TextComposer.TryCompose(content, Layout.Column, Layout.Style with { SizePt = size }, _shaper) is { } face)
                return face;
        }

        var bare = Layout.Style with { SizePt = TextComposer.SmallestPt, Optional = OptionalText.None };
        return TextComposer.TryCompose(content, Layout.Column, bare, _shaper)
            ?? throw new LabelContentException($"The text of the label {content.Gtin} {content.Serial} does not fit the label {Stock.Id}.");
    }
}
