using System.Runtime.InteropServices;

namespace Trace.Core.Labels;

/// <summary>A block of dark modules, in modules from the symbol's top left corner.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ModuleRectangle(int X, int Y, int Width, int Height);

/// <summary>Covers the dark modules of a symbol with few rectangles that do not overlap.</summary>
/// <remarks>Greedy: a horizontal run grows downwards while the rows below hold the same run. About a quarter fewer than runs alone.</remarks>
public static class ModuleRectangles
{
    public static void Cover(SymbolMatrix matrix, List<ModuleRectangle> rectangles)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(rectangles);
        rectangles.Clear();
        var size = matrix.Size;
        Span<byte> open = stackalloc byte[size <= 64 ? 4096 : 40000];
        open = open[..(size * size)];
        matrix.Modules.CopyTo(open);
        for (var y = 0; y < size; y++)
        {
            var row = open.Slice(y * size, size);
            for (var x = row.IndexOf((byte)1); x >= 0;)
            {
                var end = row[x..].IndexOf((byte)0);
                var width = end < 0 ? size - x : end;
                rectangles.Add(new ModuleRectangle(x, y, width, 1 + Descend(open, size, x, y + 1, width)));
                var next = row[(x + width)..].IndexOf((byte)1);
                x = next < 0 ? -1 : x + width + next;
            }
        }
    }

    /// <summary>Takes the same run out of the rows below for as long as it is dark from end to end.</summary>
    private static int Descend(Span<byte> open, int size, int x, int y, int width)
    {
        var rows = 0;
        for (; y < size; y++, rows++)
        {
            var run = open.Slice((y * size) + x, width);
            if (run.Contains((byte)0))
                break;
            run.Clear();
        }

        return rows;
    }
}
