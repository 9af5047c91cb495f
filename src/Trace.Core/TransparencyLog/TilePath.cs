using System.Globalization;
using System.Text;

namespace Trace.Core.TransparencyLog;

/// <summary>Which file of a log: a tile of hashes at a level, or a bundle of entries.</summary>
/// <remarks>
/// C2SP tlog-tiles, "Merkle Tree" and "Log entries": <c>tile/{L}/{N}[.p/{W}]</c> and <c>tile/entries/{N}[.p/{W}]</c>. N is written in
/// groups of three digits, all but the last behind an <c>x</c>, so that no file has the name of a folder.
/// </remarks>
/// <param name="Level">0 for hashes of leaves, l for roots of full tiles at level l - 1; <see cref="EntriesLevel"/> for a bundle.</param>
/// <param name="Index">N, from 0 to 999,999,999,999,999,999.</param>
/// <param name="Width">How many hashes or entries: 256 in a full file, 1 to 255 in a partial one.</param>
public readonly record struct TilePath(int Level, long Index, int Width)
{
    public const int EntriesLevel = -1;
    public const int MaxLevel = 63;
    public const long MaxIndex = 999_999_999_999_999_999;

    private const int MaxLength = 64;

    public static TilePath Entries(long index, int width = Tiles.FullWidth) => new(EntriesLevel, index, width);

    public static TilePath Tile(int level, long index, int width = Tiles.FullWidth) => new(level, index, width);

    public bool IsEntries => Level == EntriesLevel;

    public bool IsFull => Width == Tiles.FullWidth;

    /// <summary>The file this one becomes once it is full.</summary>
    public TilePath Full => this with { Width = Tiles.FullWidth };

    /// <summary>The number, among all of its level, of the first hash or entry in the file.</summary>
    public long First => Index * Tiles.FullWidth;

    /// <summary>The one way to write it is the one way to read it.</summary>
    public static bool TryParse(string text, out TilePath path)
    {
        ArgumentNullException.ThrowIfNull(text);
        path = default;
        var parts = text.Length <= MaxLength ? text.Split('/') : [];
        if (parts.Length < 3)
            return false;
        var isPartial = parts.Length > 3 && parts[^2].EndsWith(".p", StringComparison.Ordinal);
        var width = Tiles.FullWidth;
        if (isPartial && !TryNumber(parts[^1], out width))
            return false;
        var level = EntriesLevel;
        if (parts[1] != "entries" && !TryNumber(parts[1], out level))
            return false;
        var groups = (isPartial ? parts[2..^2].Append(parts[^2][..^2]) : parts[2..]).Select(group => group.TrimStart('x'));
        if (!long.TryParse(string.Concat(groups), NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index > MaxIndex)
            return false;
        path = new TilePath(level, index, width);
        return level <= MaxLevel && width > 0 && isPartial == width < Tiles.FullWidth && path.ToString() == text;
    }

    public override string ToString()
    {
        var text = new StringBuilder("tile/", MaxLength).Append(IsEntries ? "entries" : Level.ToString(CultureInfo.InvariantCulture)).Append('/');
        var digits = Index.ToString("D3", CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        for (var i = 0; i < digits.Length; i += 3)
            text.Append(i + 3 < digits.Length ? "x" : "").Append(digits, i, 3).Append(i + 3 < digits.Length ? "/" : "");
        return IsFull ? text.ToString() : text.Append(".p/").Append(Width.ToString(CultureInfo.InvariantCulture)).ToString();
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
