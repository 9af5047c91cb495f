using System.Text;

namespace Trace.Testing;

/// <summary>A barcode as an independent program read it.</summary>
/// <param name="Format">The reader's own word, such as "QR-Code" (zbarimg) or "QRCode" (ZXing).</param>
/// <param name="Bytes">The message; control characters such as GS (0x1D) are kept.</param>
/// <param name="Corner">Upper left corner in pixels where the reader tells it.</param>
/// <param name="Identifier">AIM symbology identifier where the reader tells it: <c>]d2</c> for GS1 DataMatrix, <c>]d1</c> for a plain one.</param>
public sealed record Barcode(string Format, byte[] Bytes, (int X, int Y)? Corner = null, string? Identifier = null)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public override string ToString() => $"{Format} {Text}";
}
