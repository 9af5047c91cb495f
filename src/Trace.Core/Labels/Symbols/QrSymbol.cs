using System.Text;
using QRCoder;
using QRCoder.Exceptions;

namespace Trace.Core.Labels;

/// <summary>QR codes at error correction level M (ISO/IEC 18004), with the segments that need the fewest bits.</summary>
public static class QrSymbol
{
    /// <summary>The longest text tried: version 40 at M holds 5,596 digits.</summary>
    public const int LongestText = 5596;

    [ThreadStatic]
    private static QRCodeGenerator? _generator;

    /// <summary>Modules a side of a version: 21 for version 1, 177 for version 40.</summary>
    public static int ModulesOf(int version) => 17 + (4 * version);

    /// <summary>Encodes at the smallest version that holds the text, or at <paramref name="version"/>.</summary>
    /// <exception cref="LabelContentException">The text is longer than the version holds.</exception>
    public static SymbolMatrix Encode(string text, int? version = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _generator ??= new QRCodeGenerator();
        try
        {
            using var code = _generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M, requestedVersion: version ?? -1);
            return WithoutQuietZone(code);
        }
        catch (DataTooLongException fault)
        {
            throw new LabelContentException($"The text of {text.Length} characters does not fit a QR code of version {version ?? 40} at level M.", fault);
        }
    }

    /// <summary>The smallest version that holds the text, 1 to 40.</summary>
    public static int VersionOf(string text) => (Encode(text).Size - 17) / 4;

    /// <summary>The smallest version that holds the text in byte mode alone: the largest that any encoder makes of it.</summary>
    public static int VersionInBytes(string text)
    {
        _generator ??= new QRCodeGenerator();
        try
        {
            using var code = _generator.CreateQrCode(Encoding.UTF8.GetBytes(text), QRCodeGenerator.ECCLevel.M);
            return code.Version;
        }
        catch (DataTooLongException fault)
        {
            throw new LabelContentException($"The text of {text.Length} characters does not fit a QR code at level M in byte mode.", fault);
        }
    }

    private static SymbolMatrix WithoutQuietZone(QRCodeData code)
    {
        var rows = code.ModuleMatrix;
        var matrix = new SymbolMatrix(ModulesOf(code.Version));
        var quiet = (rows.Count - matrix.Size) / 2;
        for (var y = 0; y < matrix.Size; y++)
        {
            var row = rows[y + quiet];
            for (var x = 0; x < matrix.Size; x++)
            {
                if (row[x + quiet])
                    matrix[y, x] = true;
            }
        }

        return matrix;
    }
}
