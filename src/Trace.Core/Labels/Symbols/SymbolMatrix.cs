namespace Trace.Core.Labels;

/// <summary>The modules of a square symbol without its quiet zone; row 0 is the top.</summary>
public sealed class SymbolMatrix
{
    private readonly byte[] _modules;

    public SymbolMatrix(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = size;
        _modules = new byte[size * size];
    }

    /// <summary>Modules a side.</summary>
    public int Size { get; }

    /// <summary>True is dark.</summary>
    public bool this[int row, int column]
    {
        get => _modules[(row * Size) + column] != 0;
        set => _modules[(row * Size) + column] = value ? (byte)1 : (byte)0;
    }

    /// <summary>One byte a module, 1 for dark.</summary>
    internal ReadOnlySpan<byte> Row(int row) => _modules.AsSpan(row * Size, Size);

    internal ReadOnlySpan<byte> Modules => _modules;
}
