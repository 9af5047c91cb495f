using System.Globalization;
using System.Text;

namespace Trace.Core.Labels;

/// <summary>Embeds a bundled font as a composite font: glyph numbers in the text, a map back to Unicode beside them (ISO 32000-1, 9.7 and 9.10.3).</summary>
internal static class PdfFont
{
    /// <summary>Says that the font holds a part of the glyphs of the family.</summary>
    private const string SubsetTag = "TRACEL+";

    /// <summary>Writes the font's five objects and returns the number of the one that pages name.</summary>
    public static int Write(PdfObjects objects, LabelFont font)
    {
        var (composite, descendant, descriptor, file, unicode) = (objects.Reserve(), objects.Reserve(), objects.Reserve(), objects.Reserve(), objects.Reserve());
        var name = SubsetTag + font.PostScriptName;
        objects.Write(composite, $"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]/ToUnicode {unicode} 0 R>>");
        objects.Write(descendant, $"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor {descriptor} 0 R/CIDToGIDMap/Identity/DW 0/W[0[{string.Join(' ', font.Advances)}]]>>");
        objects.Write(descriptor, $"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[-600 -400 1500 1100]/ItalicAngle 0/Ascent 1069/Descent -293/CapHeight 714/StemV {(font.PostScriptName.EndsWith("Bold", StringComparison.Ordinal) ? 140 : 80)}/FontFile2 {file} 0 R>>");
        objects.WriteCompressed(file, string.Create(CultureInfo.InvariantCulture, $"/Length1 {font.Data.Length}"), font.Data);
        objects.WriteCompressed(unicode, "", Encoding.ASCII.GetBytes(ToUnicode(font)));
        return composite;
    }

    private static string ToUnicode(LabelFont font)
    {
        const int mostInBlock = 100;
        var map = new StringBuilder();
        map.Append("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n")
            .Append("/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
        var glyphs = Enumerable.Range(1, font.Characters.Length - 1).Where(glyph => font.Characters[glyph] != 0).ToArray();
        foreach (var block in glyphs.Chunk(mostInBlock))
        {
            map.Append(CultureInfo.InvariantCulture, $"{block.Length} beginbfchar\n");
            foreach (var glyph in block)
                map.Append(CultureInfo.InvariantCulture, $"<{glyph:X4}><{(int)font.Characters[glyph]:X4}>\n");
            map.Append("endbfchar\n");
        }

        return map.Append("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n").ToString();
    }
}
