namespace Trace.Core.Labels;

/// <summary>One square ECC 200 symbol size (ISO/IEC 16022:2006, table 7).</summary>
/// <param name="Modules">Modules a side with finder patterns, without the quiet zone.</param>
/// <param name="Regions">Data regions a side; each has its own finder border of one module all round.</param>
/// <param name="DataCodewords">Codewords for data and padding.</param>
/// <param name="CheckCodewords">Reed–Solomon codewords, over all blocks.</param>
/// <param name="Blocks">Interleaved Reed–Solomon blocks, all of one size.</param>
internal sealed record DataMatrixSize(int Modules, int Regions, int DataCodewords, int CheckCodewords, int Blocks)
{
    /// <summary>The squares up to 64 modules; a GS1 element string of ours needs 22 to 36.</summary>
    public static IReadOnlyList<DataMatrixSize> Squares { get; } =
    [
        new(10, 1, 3, 5, 1),
        new(12, 1, 5, 7, 1),
        new(14, 1, 8, 10, 1),
        new(16, 1, 12, 12, 1),
        new(18, 1, 18, 14, 1),
        new(20, 1, 22, 18, 1),
        new(22, 1, 30, 20, 1),
        new(24, 1, 36, 24, 1),
        new(26, 1, 44, 28, 1),
        new(32, 2, 62, 36, 1),
        new(36, 2, 86, 42, 1),
        new(40, 2, 114, 48, 1),
        new(44, 2, 144, 56, 1),
        new(48, 2, 174, 68, 1),
        new(52, 2, 204, 84, 2),
        new(64, 4, 280, 112, 2),
    ];

    /// <summary>Modules a side of one region without its border.</summary>
    public int RegionModules => (Modules / Regions) - 2;

    /// <summary>Modules a side of the data alone.</summary>
    public int MappingModules => RegionModules * Regions;
}
