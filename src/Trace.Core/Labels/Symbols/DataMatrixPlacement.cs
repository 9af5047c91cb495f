namespace Trace.Core.Labels;

/// <summary>Lays codewords into the mapping matrix of ECC 200 (ISO/IEC 16022:2006, annex F).</summary>
/// <remarks>Codewords run in diagonals; each is an L of eight modules, bit 8 (the most significant) in the middle row's left column.
/// What leaves the matrix comes back at the opposite side, shifted so that neighbours stay apart.</remarks>
internal sealed class DataMatrixPlacement
{
    private readonly byte[] _codewords;
    private readonly int _size;
    private readonly sbyte[] _modules;
    private int _next;

    private DataMatrixPlacement(byte[] codewords, int size)
    {
        _codewords = codewords;
        _size = size;
        _modules = new sbyte[size * size];
        Array.Fill(_modules, (sbyte)-1);
    }

    /// <summary>Returns the mapping matrix, row by row, 1 for dark.</summary>
    public static sbyte[] Place(byte[] codewords, int size)
    {
        var placement = new DataMatrixPlacement(codewords, size);
        placement.Walk();
        placement.FillCorner();
        return placement._modules;
    }

    private void Walk()
    {
        var row = 4;
        var column = 0;
        do
        {
            Corners(row, column);
            for (; row >= 0 && column < _size; row -= 2, column += 2)
            {
                if (row < _size && column >= 0 && IsFree(row, column))
                    Utah(row, column);
            }

            row += 1;
            column += 3;
            for (; row < _size && column >= 0; row += 2, column -= 2)
            {
                if (row >= 0 && column < _size && IsFree(row, column))
                    Utah(row, column);
            }

            row += 3;
            column += 1;
        }
        while (row < _size || column < _size);
    }

    /// <summary>The four places where a codeword would cross a corner; which of them occur depends on the size.</summary>
    private void Corners(int row, int column)
    {
        var n = _size;
        if (row == n && column == 0)
            Codeword([(n - 1, 0), (n - 1, 1), (n - 1, 2), (0, n - 2), (0, n - 1), (1, n - 1), (2, n - 1), (3, n - 1)]);
        if (row == n - 2 && column == 0 && n % 4 != 0)
            Codeword([(n - 3, 0), (n - 2, 0), (n - 1, 0), (0, n - 4), (0, n - 3), (0, n - 2), (0, n - 1), (1, n - 1)]);
        if (row == n - 2 && column == 0 && n % 8 == 4)
            Codeword([(n - 3, 0), (n - 2, 0), (n - 1, 0), (0, n - 2), (0, n - 1), (1, n - 1), (2, n - 1), (3, n - 1)]);
        if (row == n + 4 && column == 2 && n % 8 == 0)
            Codeword([(n - 1, 0), (n - 1, n - 1), (0, n - 3), (0, n - 2), (0, n - 1), (1, n - 3), (1, n - 2), (1, n - 1)]);
    }

    private void Utah(int row, int column) => Codeword(
    [
        (row - 2, column - 2), (row - 2, column - 1), (row - 1, column - 2), (row - 1, column - 1),
        (row - 1, column), (row, column - 2), (row, column - 1), (row, column),
    ]);

    private void Codeword(ReadOnlySpan<(int Row, int Column)> modules)
    {
        var value = _next < _codewords.Length ? _codewords[_next] : (byte)0;
        _next++;
        for (var bit = 0; bit < modules.Length; bit++)
        {
            var (row, column) = modules[bit];
            if (row < 0)
            {
                row += _size;
                column += 4 - ((_size + 4) % 8);
            }

            if (column < 0)
            {
                column += _size;
                row += 4 - ((_size + 4) % 8);
            }

            _modules[(row * _size) + column] = (sbyte)((value >> (7 - bit)) & 1);
        }
    }

    private bool IsFree(int row, int column) => _modules[(row * _size) + column] < 0;

    /// <summary>Some sizes leave four modules over in the bottom right corner; they hold a fixed pattern.</summary>
    private void FillCorner()
    {
        if (!IsFree(_size - 1, _size - 1))
            return;
        Set(_size - 1, _size - 1, 1);
        Set(_size - 2, _size - 2, 1);
        Set(_size - 1, _size - 2, 0);
        Set(_size - 2, _size - 1, 0);
    }

    private void Set(int row, int column, sbyte value) => _modules[(row * _size) + column] = value;
}
