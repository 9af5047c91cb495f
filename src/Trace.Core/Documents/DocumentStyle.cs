using SkiaSharp;
using Trace.Core.Labels;

namespace Trace.Core.Documents;

/// <summary>How a text is set.</summary>
/// <param name="SizePt">In points of 1/72 inch, as all lengths of a document.</param>
public sealed record DocumentStyle(float SizePt, LabelWeight Weight = LabelWeight.Regular)
{
    public static readonly DocumentStyle Title = new(22, LabelWeight.Bold) { Leading = 1.22f, Ink = Ink.Accent };
    public static readonly DocumentStyle Heading = new(14, LabelWeight.Bold) { Ink = Ink.Accent };
    public static readonly DocumentStyle Subheading = new(10.5f, LabelWeight.Bold);
    public static readonly DocumentStyle Body = new(9.5f);
    public static readonly DocumentStyle Strong = new(9.5f, LabelWeight.Bold);
    public static readonly DocumentStyle Letter = new(10.5f) { Leading = 1.5f };
    public static readonly DocumentStyle Small = new(8);
    public static readonly DocumentStyle SmallStrong = new(8, LabelWeight.Bold);

    /// <summary>A SHA-256 in a column of a table, on one line of 256 points.</summary>
    public static readonly DocumentStyle Hash = new(6.8f);
    public static readonly DocumentStyle Label = new(8.5f) { Ink = Ink.Quiet };
    public static readonly DocumentStyle Note = new(8) { Ink = Ink.Quiet };

    /// <summary>From baseline to baseline, in sizes.</summary>
    public float Leading { get; init; } = 1.42f;

    public Ink Ink { get; init; }

    internal float LinePt => SizePt * Leading;

    /// <summary>From the top of a line's room to its baseline.</summary>
    internal float BaselinePt => (LinePt / 2) + (SizePt * 0.36f);
}

/// <summary>The few colours of a document; each is dark enough on white to be read when printed in black.</summary>
public enum Ink
{
    Text,
    Quiet,
    Accent,
}

internal static class Inks
{
    public static readonly SKColor Hairline = new(0xD5, 0xDA, 0xE1);
    public static readonly SKColor Shade = new(0xF3, 0xF5, 0xF8);

    public static SKColor Of(Ink ink) => ink switch
    {
        Ink.Quiet => new SKColor(0x55, 0x60, 0x6E),
        Ink.Accent => new SKColor(0x12, 0x3A, 0x5C),
        _ => new SKColor(0x16, 0x1B, 0x22),
    };
}
